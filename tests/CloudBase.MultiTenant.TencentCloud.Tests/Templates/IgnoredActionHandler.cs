using System.Text;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>A cloud that says yes to one action and does nothing.</summary>
/// <param name="ignored">The action; null lets everything through.</param>
/// <param name="inner">The cloud.</param>
internal sealed class IgnoredActionHandler(Func<string?> ignored, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        ignored() is { } action && request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? values) && values.First() == action
            ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"Response":{"RequestId":"ignored"}}""", Encoding.UTF8, "application/json") })
            : base.SendAsync(request, cancellationToken);
}
