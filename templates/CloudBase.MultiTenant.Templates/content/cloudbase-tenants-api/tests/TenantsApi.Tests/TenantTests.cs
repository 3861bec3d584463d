using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBase.MultiTenant.Development;
using Microsoft.Extensions.DependencyInjection;

namespace TenantsApi.Tests;

public sealed class TenantTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Tenant_PostedTwice_HasOneEnvironment()
    {
        using HttpClient client = api.CreateOperator();

        JsonElement first = await EnsureAsync(client, "mei.lin@example.com");
        JsonElement second = await EnsureAsync(client, "mei.lin@example.com");

        Assert.Equal("Active", first.GetProperty("state").GetString());
        Assert.Equal(first.GetProperty("environmentId").GetString(), second.GetProperty("environmentId").GetString());
        var emulator = await api.Services.GetRequiredService<DevelopmentEmulator>().StartAsync(CancellationToken.None);
        Assert.Single(emulator.Ledger, order => order.EnvironmentId == first.GetProperty("environmentId").GetString());
    }

    [Fact]
    public async Task Credential_OfATenant_OpensItsOwnEnvironment()
    {
        using HttpClient client = api.CreateOperator();
        JsonElement tenant = await EnsureAsync(client, "credential@example.com");

        using HttpResponseMessage response = await client.PostAsync("/tenants/credential@example.com/credential", content: null);
        JsonElement credential = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(tenant.GetProperty("environmentId").GetString(), credential.GetProperty("environmentId").GetString());
        Assert.True(credential.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("/tenants/nobody@example.com", HttpStatusCode.NotFound)]
    [InlineData("/health", HttpStatusCode.OK)]
    public async Task Get_OfAPath_Answers(string path, HttpStatusCode expected)
    {
        using HttpClient client = api.CreateOperator();

        using HttpResponseMessage response = await client.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Credential_OfNobody_IsNotFound()
    {
        using HttpClient client = api.CreateOperator();

        using HttpResponseMessage response = await client.PostAsync("/tenants/nobody@example.com/credential", content: null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutTheOperatorsKey_IsRefused()
    {
        using HttpClient client = api.CreateClient();

        using HttpResponseMessage response = await client.PostAsJsonAsync("/tenants", new { id = "mei.lin@example.com" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithAnEmptyId_IsRefused()
    {
        using HttpClient client = api.CreateOperator();

        using HttpResponseMessage response = await client.PostAsJsonAsync("/tenants", new { id = "" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<JsonElement> EnsureAsync(HttpClient client, string id)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/tenants", new { id });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
