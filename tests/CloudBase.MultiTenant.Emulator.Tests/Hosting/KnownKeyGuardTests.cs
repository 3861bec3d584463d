using System.Net;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Tests.Page;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Tests.Hosting;

/// <summary>A page whose name is made to point at this machine knows the keys that every emulator takes.</summary>
public sealed class KnownKeyGuardTests
{
    private const string Rebound = "page.rebound.com";

    [Theory]
    [InlineData("127.0.0.1", Rebound + ":4680", false)]
    [InlineData("::ffff:127.0.0.1", Rebound, false)]
    [InlineData("::1", "localhost.rebound.com", false)]
    [InlineData("::1", "tencentcloudapi.com.rebound.com", false)]
    [InlineData("127.0.0.1", "127.0.0.1.rebound.com:4680", false)]
    [InlineData("127.0.0.1", "localhost:4680", true)]
    [InlineData("127.0.0.1", "127.0.0.1:4680", true)]
    [InlineData("::1", "[::1]:4680", true)]
    [InlineData("127.0.0.1", "49983-i4k2m9qz7x.localhost:4680", true)]
    [InlineData("127.0.0.1", "emulator:4680", true)]
    [InlineData("127.0.0.1", "emulator.internal:4680", true)]
    [InlineData("127.0.0.1", "tcb.tencentcloudapi.com", true)]
    [InlineData("127.0.0.1", "api.e2b.app", true)]
    [InlineData("10.0.0.5", "emulator.company.com:4680", true)]
    public void Call_ByAddressAndHost_IsLetInOrNot(string address, string host, bool isLetIn)
    {
        CloudRequest request = new()
        {
            Method = "POST", Host = host, Path = "/sandboxes", Query = string.Empty, Headers = new HeaderDictionary(), Body = ReadOnlyMemory<byte>.Empty, RemoteAddress = IPAddress.Parse(address),
        };

        (KnownKeyGuard.Refusal(request, isKeyKnown: true, allowRemote: false) is null).Should().Be(isLetIn);
        KnownKeyGuard.Refusal(request, isKeyKnown: false, allowRemote: false).Should().BeNull();
        KnownKeyGuard.Refusal(request, isKeyKnown: true, allowRemote: true).Should().BeNull();
    }

    [Theory]
    [InlineData("GET", "/sandboxes", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/v2/sandboxes", null, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/sandboxes", "keys", HttpStatusCode.OK)]
    [InlineData("GET", "/sandboxes", "remote", HttpStatusCode.OK)]
    [InlineData("POST", "/", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/", "keys", HttpStatusCode.OK)]
    [InlineData("POST", "/", "remote", HttpStatusCode.OK)]
    public async Task Api_OfAnEmulatorWhoseKeysAreKnown_IsNotReachedByAStrangersName(string method, string path, string? changed, HttpStatusCode expected)
    {
        const string Own = "e2b_0123456789abcdef0123456789abcdef01234567";
        await using var page = await PageCloud.StartAsync(o =>
        {
            o.AllowRemoteManagement = changed == "remote";
            (o.SecretKey, o.SandboxApiKey) = changed == "keys" ? ("EMULATOR-own", Own) : (o.SecretKey, o.SandboxApiKey);
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(page.Cloud.Emulator.Endpoint, path)) { Headers = { Host = Rebound } };
        request.Headers.Add("X-API-Key", changed == "keys" ? Own : CloudBaseEmulatorOptions.DefaultSandboxApiKey);

        using var response = await page.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected, await response.Content.ReadAsStringAsync());
    }
}
