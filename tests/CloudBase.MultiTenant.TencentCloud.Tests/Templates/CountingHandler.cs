namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>Counts calls of the cloud's API; what is no call, such as a download, is not one.</summary>
internal sealed class CountingHandler(CallCount calls, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? action))
        {
            calls.Add(action.First());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
