using System.Text;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Faults;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>One request and its answer. What was sent is kept as it came and leaves this object only without its secrets.</summary>
internal sealed class RequestEntry(CloudRequest request, string requestId, DateTimeOffset at, long begunAt)
{
    /// <summary>The most that is kept of a body, in bytes.</summary>
    public const int MaxBody = 16 * 1024;

    private const int MaxName = 128;
    private readonly string _method = request.Method;
    private readonly int _sentLength = request.Body.Length;
    private ReadOnlyMemory<byte> _sent = request.Body.Length <= MaxBody ? request.Body : request.Body[..MaxBody].ToArray();
    private byte[] _answered = [];
    private int _answeredLength;
    private string? _refusedKey;
    private string? _gatewayOf;
    private (string? EnvironmentId, string? Code, string? Message)? _read;

    /// <summary>Its place in the order of completion, from 1; 0 until it is complete.</summary>
    public long Number { get; private set; }

    public string RequestId { get; } = requestId;

    public DateTimeOffset At { get; } = at;

    public TimeSpan Duration { get; private set; }

    public string Service { get; private set; } = string.Empty;

    public string Action { get; private set; } = Shortened(request.Header("X-TC-Action"));

    public string Region { get; private set; } = string.Empty;

    public int Status { get; private set; }

    public bool Aborted { get; private set; }

    /// <summary>Who signed it; null when nobody known did.</summary>
    public RequestCaller? Caller { get; private set; }

    /// <summary>Whether the call is open to all.</summary>
    public bool OpenToAll { get; private set; }

    /// <summary>The faults that struck it.</summary>
    public IReadOnlyList<FaultStrike> Strikes { get; private set; } = [];

    public AccessTrace Access { get; } = new();

    public string? EnvironmentId => Read().EnvironmentId;

    public string? ErrorCode => Read().Code;

    public string? ErrorMessage => Read().Message;

    public bool IsRefusal => ErrorCode is { } code && code.Contains("Unauthorized", StringComparison.Ordinal);

    public void NotAdmitted(CloudRequest request)
    {
        Service = Shortened(ActionCatalog.ServiceOf(request.HostName, request.Header("X-TC-Version"), request.Header("X-TC-Action")) ?? "unknown");
        _refusedKey = Tc3Authorization.TryParse(request.Header("Authorization"))?.SecretId;
    }

    public void Admitted(AdmittedCall call, CloudRequest request)
    {
        var identity = call.Signer.Identity;
        Service = call.Definition.Service;
        Action = call.Definition.Name;
        Region = call.Region;
        OpenToAll = call.Definition.OpenToAll;
        Caller = new RequestCaller(identity.UserUin, identity.SecretId, identity.IsTemporary ? identity.FederatedName ?? "temporary" : null);
        if (request.Method == "GET")
        {
            var arguments = Encoding.UTF8.GetBytes(call.Arguments.RootElement.GetRawText());
            _sent = arguments.Length <= MaxBody ? arguments : arguments[..MaxBody];
        }
    }

    public void ForGateway(string environmentId, string path)
    {
        Service = "gateway";
        Action = Shortened($"{_method} {path}");
        _gatewayOf = Shortened(environmentId);
    }

    public void ForSandboxes(string operation)
    {
        Service = "sandbox";
        Action = operation;
        _gatewayOf = string.Empty;
    }

    public void Struck(IReadOnlyList<FaultStrike> strikes) => Strikes = strikes;

    /// <summary>Takes over what the answer is; its buffer may be used again afterwards.</summary>
    public void Complete(long number, CloudReply reply)
    {
        Duration = TimeProvider.System.GetElapsedTime(begunAt);
        Status = reply.Status;
        Aborted = reply.Abort;
        _answeredLength = reply.Body.Length;
        _answered = reply.Body.Span[..Math.Min(reply.Body.Length, MaxBody)].ToArray();
        Number = number;
    }

    /// <summary>What was sent and what was answered, as indented JSON, and an error's message, all without secrets.</summary>
    /// <param name="secrets">Every secret that the account knows, wherever it may stand.</param>
    public (string Sent, string Answered, string? Message) Texts(IEnumerable<string> secrets)
    {
        var scrubber = new SecretScrubber(_refusedKey is null ? secrets : secrets.Append(_refusedKey));
        scrubber.Learn(_sent.Span);
        scrubber.Learn(_answered);
        return (scrubber.Scrub(_sent.Span, _sentLength), scrubber.Scrub(_answered, _answeredLength), ErrorMessage is { } message ? scrubber.ScrubText(message) : null);
    }

    private static string Shortened(string name) => name.Length <= MaxName ? name : name[..MaxName];

    // Read when somebody looks, once: it is of no use to the caller.
    private (string? EnvironmentId, string? Code, string? Message) Read() => _read ??= _gatewayOf is { } environment
        ? (environment, Status < 400 ? null : JsonPeek.Text(_answered, "code"), JsonPeek.Text(_answered, "message"))
        : (JsonPeek.Text(_sent.Span, "EnvId") ?? JsonPeek.Text(_answered, "Response", "EnvId"),
            JsonPeek.Text(_answered, "Response", "Error", "Code"), JsonPeek.Text(_answered, "Response", "Error", "Message"));
}
