using System.Text.Json;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>Turns what goes wrong between this host and envd into errors that say what to do.</summary>
internal sealed class EnvdErrors(EnvdEndpoint endpoint, SandboxFate fate)
{
    private const int LongestBody = 16 * 1024;

    /// <summary>For an answer that is no success.</summary>
    public async Task<Exception> OfAnswerAsync(EnvdRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        EnvdFault fault = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        TimeSpan? wait = response.Headers.RetryAfter?.Delta;
        return await OfFaultAsync(request, fault, wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For what envd or its gateway says.</summary>
    public async Task<Exception> OfFaultAsync(EnvdRequest request, EnvdFault fault, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if ((fault.Status is 401 or 410 or 502 or 503 or 504 || fault.Code is "unavailable" || (fault.Status == 404 && endpoint.NotFoundMayMeanGone))
            && await fate.FindAsync(request.Action, null, cancellationToken).ConfigureAwait(false) is { } gone)
        {
            return gone;
        }

        return request.Translate?.Invoke(fault) ?? General(request, fault, wait);
    }

    /// <summary>For a call that broke off, or was never answered.</summary>
    public async Task<Exception> OfBreakAsync(EnvdRequest request, string what, CloudEffect effect, Exception? cause, CancellationToken cancellationToken) =>
        await fate.FindAsync(request.Action, cause, cancellationToken).ConfigureAwait(false) ?? Unavailable(request, what, effect, cause);

    /// <summary>For a failed attempt to send, or to receive the head of an answer.</summary>
    public Task<Exception> OfSendAsync(EnvdRequest request, Exception cause, CancellationToken cancellationToken)
    {
        bool unsent = cause is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        string what = cause is OperationCanceledException ? "was not answered in time"
            : unsent ? $"could not be sent ({cause.Message})"
            : $"was sent, and no answer came back ({cause.Message})";
        return OfBreakAsync(request, what, unsent ? CloudEffect.None : CloudEffect.Unknown, cause, cancellationToken);
    }

    public SandboxUnavailableException Unavailable(EnvdRequest request, string what, CloudEffect effect, Exception? cause = null) =>
        new($"{request.Action} of sandbox '{endpoint.Sandbox}' {what}. {(effect == CloudEffect.Unknown && !request.IsSafe ? "It may have worked: look before it is done again." : "Try again.")}",
            endpoint.Sandbox,
            request.IsSafe ? CloudEffect.None : effect,
            cause);

    /// <summary>Says where a message could not be read, without any of its words.</summary>
    public static string Where(JsonException exception) => $"no JSON of the right shape at byte {exception.BytePositionInLine} of line {exception.LineNumber}";

    private Exception General(EnvdRequest request, EnvdFault fault, TimeSpan? wait)
    {
        string text = $"{request.Action} of sandbox '{endpoint.Sandbox}' was refused: {fault}.";
        CloudErrorDetails details = new()
        {
            Service = "envd",
            Action = request.Action,
            Code = fault.Code.Length == 0 ? $"HTTP {fault.Status}" : fault.Code,
            Effect = CloudEffect.None,
            IsTransient = fault.Status == 429,
            RetryAfter = wait,
        };
        return fault switch
        {
            _ when fault.Is("unauthenticated", 401) || fault.Is("permission_denied", 403) => new SandboxAccessDeniedException(
                $"{text} The token is another sandbox's, or no longer good: connect to the sandbox again.", endpoint.Sandbox),
            _ when fault.Is("invalid_argument", 400) => new CloudInvalidRequestException($"{text} Correct the value that it names.", details),
            _ when fault.Is("unimplemented", 501) => new NotSupportedException($"{text} This envd ({endpoint.Version ?? "of an unknown version"}) cannot do it: take a newer template."),
            { Status: 429 } => new CloudThrottledException($"{text} Try again later.", details),
            { Status: >= 300 and < 400 } => Unavailable(request, $"was sent on elsewhere (HTTP {fault.Status}), which is never followed: check the address of the sandboxes", CloudEffect.None),
            _ => Unavailable(request, $"failed: {fault}", CloudEffect.Unknown),
        };
    }

    private static async Task<EnvdFault> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        byte[] body = new byte[LongestBody];
        int length = 0;
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            WireError? error = JsonSerializer.Deserialize(body.AsSpan(0, length), EnvdJsonContext.Default.WireError);
            return EnvdFault.Of(status, error?.CodeText ?? string.Empty, error?.Message);
        }
        catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return EnvdFault.Of(status, string.Empty, length == 0 ? "no text" : "no JSON: look for a proxy or gateway in between");
        }
    }
}
