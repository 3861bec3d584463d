using System.Text.Json.Serialization.Metadata;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>An action of a cloud service: what it is called, how often it may be made, what its refusals mean. Immutable and thread-safe; make one and keep it.</summary>
public abstract record TencentCloudAction
{
    /// <summary>Gets the service, such as <c>tcb</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Gets the version of the service's API.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the action's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how often it may be made.</summary>
    public required CallSafety Safety { get; init; }

    /// <summary>Gets whether it spends money: the time of its signature is then the caller's to give.</summary>
    public bool Pays { get; init; }

    /// <summary>Gets whether the call names a region.</summary>
    public bool IsRegional { get; init; } = true;

    /// <summary>Gets what an access policy can grant it on.</summary>
    public ActionGranularity Granularity { get; init; }

    /// <summary>Gets the account's requests a second; 0 for no limit.</summary>
    /// <value>The default is 20, what most actions are published with.</value>
    public int RequestsPerSecond { get; init; } = 20;

    /// <summary>
    /// Gets what a refusal has changed, by error code, or by the beginning of one with <c>*</c> at the end; the longest match counts.
    /// Codes that every service checks before it acts need no entry; what stands nowhere is unknown.
    /// </summary>
    public IReadOnlyDictionary<string, CloudEffect> Effects { get; init; } = NoEffects;

    internal string FullName => _fullName ??= $"{Service}.{Name}";

    internal string SpanName => _spanName ??= $"{Service}/{Name}";

    private static readonly Dictionary<string, CloudEffect> NoEffects = [];

    private string? _fullName;
    private string? _spanName;
}

/// <summary>An action with the shapes of its request and answer.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TResponse">The answer. Members that it does not name are skipped unread.</typeparam>
public sealed record TencentCloudAction<TRequest, TResponse> : TencentCloudAction
{
    /// <summary>Gets how the request is written.</summary>
    public required JsonTypeInfo<TRequest> Request { get; init; }

    /// <summary>Gets how the answer is read: the object under <c>Response</c>.</summary>
    public required JsonTypeInfo<TResponse> Response { get; init; }
}
