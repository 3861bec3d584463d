using System.Net;
using System.Net.Http.Headers;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Gateway;

public sealed class EnvironmentGatewayTests
{
    private const string DocumentsPath = "/v1/database/collections/notes/documents";

    [Fact]
    public async Task Call_WithItsOwnKey_IsServed_AndWithEveryOtherRefused()
    {
        await using var cloud = await Cloud.StartAsync();
        var (mine, theirs) = (await cloud.CreateEnvAsync("mine"), await cloud.CreateEnvAsync("theirs"));
        var key = await KeyAsync(cloud, mine, 7200);

        (await cloud.GatewayAsync(mine, key)).Should().Be((404, "FUNCTION_NOT_FOUND"));
        (await cloud.GatewayAsync(mine, key, DocumentsPath, "GET")).Should().Be((200, "OK"));
        (await cloud.GatewayAsync(theirs, key)).Should().Be((403, "ENVIRONMENT_MISMATCH"));
        (await cloud.GatewayAsync(cloud.Emulator.ManagementEnvironmentId, key)).Should().Be((403, "ENVIRONMENT_MISMATCH"));
        (await cloud.GatewayAsync("nobody-1234567890123456", key)).Should().Be((403, "ENVIRONMENT_MISMATCH"));
        (await cloud.GatewayAsync(mine, null)).Should().Be((401, "MISSING_CREDENTIALS"));
        (await cloud.GatewayAsync(mine, key[..^1])).Should().Be((401, "INVALID_API_KEY"));
        cloud.Clock.Advance(TimeSpan.FromSeconds(7200));
        (await cloud.GatewayAsync(mine, key)).Should().Be((401, "API_KEY_EXPIRED"));
    }

    [Fact]
    public async Task Call_WithADeletedKey_IsRefusedAtOnce()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var key = await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" });
        await cloud.CallAsync("tcb", "DeleteApiKey", new { EnvId = id, KeyId = key.GetProperty("KeyId").GetString() });

        (await cloud.GatewayAsync(id, key.GetProperty("ApiKey").GetString())).Should().Be((401, "INVALID_API_KEY"));
    }

    [Fact]
    public async Task Call_OverCustomQps_IsThrottledUntilTheNextSecond()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var key = await KeyAsync(cloud, id);
        await cloud.CallAsync("tcb", "ModifyEnv", new { EnvId = id, CustomQps = 2 });
        var statuses = new List<int>();
        for (var index = 0; index < 3; index++)
        {
            statuses.Add((await cloud.GatewayAsync(id, key)).Status);
        }

        statuses.Should().Equal(404, 404, 429);
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        (await cloud.GatewayAsync(id, key)).Status.Should().Be(404);
        await cloud.CallAsync("tcb", "ModifyEnv", new { EnvId = id, CustomQps = -1 });
        (await cloud.CodeOfAsync("tcb", "ModifyEnv", new { EnvId = id, CustomQps = 0 })).Should().Be("InvalidParameterValue");
    }

    [Fact]
    public async Task Gateway_OverASocket_IsReachedByHostByProxyAndByPath()
    {
        await using var emulator = await CloudBaseEmulator.StartAsync();
        using var client = new HttpClient();
        var host = $"{emulator.ManagementEnvironmentId}.api.tcloudbasegateway.com";
        using var byHost = new HttpRequestMessage(HttpMethod.Get, new Uri(emulator.Endpoint, DocumentsPath));
        byHost.Headers.Host = host;
        using var proxied = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(emulator.Endpoint), UseProxy = true });

        (await client.SendAsync(byHost)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await proxied.GetAsync($"http://{host}{DocumentsPath}")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await client.GetAsync(new Uri(emulator.Endpoint, $"/_gateway/{emulator.ManagementEnvironmentId}{DocumentsPath}"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> KeyAsync(Cloud cloud, string id, int expireIn = 0) =>
        (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key", ExpireIn = expireIn })).GetProperty("ApiKey").GetString()!;
}
