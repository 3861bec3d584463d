using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CloudBase.MultiTenant.EndToEnd.Tests.FreshClone;

/// <summary>What the template's API does for who runs it for the first time: a tenant, and its credential.</summary>
internal sealed class ServedApi(Uri address, Func<IReadOnlyList<string>> heard)
{
    internal async Task TryAsync()
    {
        using HttpClient client = new() { BaseAddress = address };
        using HttpResponseMessage locked = await client.PostAsJsonAsync("/tenants", new { id = "mei.lin@example.com" });
        client.DefaultRequestHeaders.Add("X-Operator-Key", "development-only");
        using HttpResponseMessage posted = await client.PostAsJsonAsync("/tenants", new { id = "mei.lin@example.com" });
        JsonElement tenant = await client.GetFromJsonAsync<JsonElement>("/tenants/mei.lin@example.com");
        using HttpResponseMessage credential = await client.PostAsync("/tenants/mei.lin@example.com/credential", content: null);

        locked.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        posted.StatusCode.Should().Be(HttpStatusCode.OK);
        tenant.GetProperty("state").GetString().Should().Be("Active");
        string secret = (await credential.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("apiKey").GetString()!;
        secret.Should().NotBeNullOrEmpty();
        (await client.GetStringAsync("/health")).Should().Be("Healthy");
        heard().Should().NotContain(line => line.Contains(secret, StringComparison.Ordinal), "traces and logs carry no secret");
        heard().Should().Contain(line => line.Contains("CloudBase.MultiTenant", StringComparison.Ordinal), "Development shows traces");
    }
}
