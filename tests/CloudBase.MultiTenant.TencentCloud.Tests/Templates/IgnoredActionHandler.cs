using System.Text;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>A cloud that says yes to one action and does nothing.</summary>
internal sealed class IgnoredActionHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Gets or sets the action; null lets everything through.</summary>
    public string? Action { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Action is not null && request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? values) && values.First() == Action
            ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"Response":{"RequestId":"ignored"}}""", Encoding.UTF8, "application/json") })
            : base.SendAsync(request, cancellationToken);
}
