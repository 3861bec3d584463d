using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace TenantsApi.Tests;

/// <summary>The API with the emulator in this process, and with data of its own.</summary>
public sealed class ApiFixture : WebApplicationFactory<Program>
{
    private readonly string _data = Directory.CreateTempSubdirectory("tenants-api-").FullName;

    public HttpClient CreateOperator()
    {
        HttpClient client = CreateClient();
        client.DefaultRequestHeaders.Add("X-Operator-Key", "development-only");
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) =>
        builder.UseEnvironment("Development").UseSetting("Api:DataDirectory", _data);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        try
        {
            Directory.Delete(_data, recursive: true);
        }
        catch (IOException)
        {
            // A file may still be held for a moment; the system's temporary folder is cleared anyway.
        }
    }
}
