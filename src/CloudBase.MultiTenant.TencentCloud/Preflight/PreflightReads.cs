namespace CloudBase.MultiTenant.TencentCloud.Preflight;

/// <summary>The only way in which preflight checks call the cloud.</summary>
internal static class PreflightReads
{
    /// <summary>Calls an action that changes nothing; refuses any other, unsent.</summary>
    public static ValueTask<TResponse> ReadAsync<TRequest, TResponse>(
        this TencentCloudClient client, TencentCloudAction<TRequest, TResponse> action, TRequest request, CancellationToken cancellationToken) =>
        action is { Safety: CallSafety.Safe, Pays: false }
            ? client.CallAsync(action, request, null, cancellationToken)
            : throw new InvalidOperationException($"{action.FullName} may change something, and a preflight only reads: it was not sent.");
}
