namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>Counts calls of the cloud's API, and what was refused; what is no call, such as a download, is not one.</summary>
internal sealed class CountingHandler(CallCount calls, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? action = request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? values) ? values.First() : null;
        if (action is not null)
        {
            calls.Add(action);
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (action is not null && (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("\"Error\":", StringComparison.Ordinal))
        {
            calls.Refuse(action);
        }

        return response;
    }
}
