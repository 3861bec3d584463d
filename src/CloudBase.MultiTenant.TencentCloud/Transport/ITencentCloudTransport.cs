namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Signs one request and brings back the answer. A port: the official SDK can be put under it. Implementations are thread-safe.</summary>
/// <remarks>
/// A transport never repeats a request, follows no redirect and judges no answer: that is the client's work.
/// Register another one before UseTencentCloud to replace the built-in one.
/// </remarks>
public interface ITencentCloudTransport
{
    /// <summary>Signs, sends and reads the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends sending and reading.</param>
    /// <returns>The answer, whatever its status; the caller disposes it.</returns>
    /// <exception cref="TencentCloudTransportException">No whole answer came back.</exception>
    ValueTask<TencentCloudResponse> SendAsync(TencentCloudRequest request, CancellationToken cancellationToken);
}
