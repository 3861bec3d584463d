using System.Collections.Concurrent;
using System.Net;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Preflight;

/// <summary>Notes every action that is sent to a cloud, and refuses some.</summary>
internal sealed class WatchedCloud(HttpMessageHandler cloud) : DelegatingHandler(cloud)
{
    public ConcurrentQueue<string> Sent { get; } = new();

    /// <summary>Gets the error code with which an action is refused, by its name.</summary>
    public Dictionary<string, string> Refused { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string action = request.Headers.GetValues("X-TC-Action").Single();
        Sent.Enqueue(action);
        return Refused.TryGetValue(action, out string? code)
            ? new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("{\"Response\":{\"RequestId\":\"r\",\"Error\":{\"Code\":\"" + code + "\",\"Message\":\"no\"}}}"),
            }
            : await base.SendAsync(request, cancellationToken);
    }
}
