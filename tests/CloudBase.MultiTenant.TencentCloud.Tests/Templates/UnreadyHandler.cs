using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>Lets the cloud's time pass once a listing has shown that functions are not ready, so that each wait is seen and none lasts.</summary>
internal sealed class UnreadyHandler(FakeTimeProvider cloud, TimeSpan delay, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Gets what is told of each listing that showed one.</summary>
    public required Action Seen { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (request.Headers.TryGetValues("X-TC-Action", out IEnumerable<string>? values) && values.First() == "ListFunctions")
        {
            string listing = await response.Content.ReadAsStringAsync(cancellationToken);
            if (listing.Contains("\"Creating\"", StringComparison.Ordinal) || listing.Contains("\"Updating\"", StringComparison.Ordinal))
            {
                Seen();
                cloud.Advance(delay);
            }
        }

        return response;
    }
}
