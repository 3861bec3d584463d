using System.Net;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Tests.Page;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Tests.Hosting;

public sealed class ManagementGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:4680", true)]
    [InlineData("127.0.0.1", "localhost:4680", true)]
    [InlineData("::1", "[::1]:4680", true)]
    [InlineData("::ffff:127.0.0.1", "localhost", true)]
    [InlineData("10.0.0.5", "localhost:4680", false)]
    [InlineData("::ffff:10.0.0.5", "localhost:4680", false)]
    [InlineData("127.0.0.1", "evil.example:4680", false)]
    [InlineData("127.0.0.1", "localhost.evil.example", false)]
    [InlineData("127.0.0.1", "10.0.0.5:4680", false)]
    [InlineData("127.0.0.1", "", false)]
    public void Reader_ByAddressAndHost_IsLetInOrNot(string address, string host, bool isLetIn) =>
        (ManagementGuard.Refusal(Request("GET", address, host), allowRemote: false) is null).Should().Be(isLetIn);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("http://localhost:4680", "same-origin", true)]
    [InlineData("http://localhost:4680", null, true)]
    [InlineData(null, "none", true)]
    [InlineData("http://evil.example", "cross-site", false)]
    [InlineData("http://evil.example", null, false)]
    [InlineData("http://localhost:9999", "same-site", false)]
    [InlineData(null, "same-site", false)]
    [InlineData("null", null, false)]
    [InlineData("https://localhost:4680", null, false)]
    public void Change_ByOrigin_IsLetInOrNot(string? origin, string? site, bool isLetIn)
    {
        var request = Request("POST", "127.0.0.1", "localhost:4680");
        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        if (site is not null)
        {
            request.Headers["Sec-Fetch-Site"] = site;
        }

        (ManagementGuard.Refusal(request, allowRemote: false) is null).Should().Be(isLetIn);
        (ManagementGuard.Refusal(request, allowRemote: true) is null).Should().Be(isLetIn, "letting other machines in lets no other site in");
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.9:4680")]
    [InlineData("::ffff:10.0.0.5", "emulator:4680")]
    [InlineData("127.0.0.1", "build-agent:4680")]
    public void Reader_FromAnotherMachine_IsLetInWhereRemoteManagementIsAllowed(string address, string host) =>
        ManagementGuard.Refusal(Request("GET", address, host), allowRemote: true).Should().BeNull();

    [Theory]
    [InlineData("cross-site", "navigate", "document", true)]
    [InlineData("cross-site", "navigate", "iframe", false)]
    [InlineData("cross-site", "no-cors", "script", false)]
    [InlineData("same-site", "cors", "empty", false)]
    [InlineData("same-origin", "cors", "empty", true)]
    public void Read_FromAnotherSite_MayOpenThePageAndNoMore(string site, string mode, string destination, bool isLetIn)
    {
        var request = Request("GET", "127.0.0.1", "localhost:4680");
        request.Headers["Sec-Fetch-Site"] = site;
        request.Headers["Sec-Fetch-Mode"] = mode;
        request.Headers["Sec-Fetch-Dest"] = destination;

        (ManagementGuard.Refusal(request, allowRemote: false) is null).Should().Be(isLetIn);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "requests/1")]
    [InlineData("GET", "assets/page.js")]
    [InlineData("GET", "api/overview")]
    [InlineData("GET", "api/environments")]
    [InlineData("GET", "api/users")]
    [InlineData("GET", "api/ledger")]
    [InlineData("GET", "api/faults")]
    [InlineData("GET", "api/requests")]
    [InlineData("GET", "api/requests/1")]
    [InlineData("POST", "api/faults")]
    [InlineData("DELETE", "api/faults/1")]
    [InlineData("POST", "api/faults/1/remove")]
    [InlineData("POST", "api/clock")]
    [InlineData("GET", "state")]
    [InlineData("GET", "ledger")]
    [InlineData("GET", "export")]
    [InlineData("GET", "clock")]
    [InlineData("POST", "clock")]
    [InlineData("POST", "account")]
    [InlineData("POST", "import")]
    [InlineData("POST", "reset")]
    [InlineData("DELETE", "faults")]
    public async Task Endpoint_ByAStrangersName_IsRefused(string method, string path)
    {
        await using var page = await PageCloud.StartAsync();
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle });
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = "rebound.example" } };

        using var response = await page.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        page.Cloud.Emulator.Faults.Scripts.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false, "", HttpStatusCode.Forbidden)]
    [InlineData(true, "", HttpStatusCode.OK)]
    [InlineData(true, "api/overview", HttpStatusCode.OK)]
    [InlineData(true, "state", HttpStatusCode.OK)]
    [InlineData(false, "health", HttpStatusCode.OK)]
    public async Task Endpoint_ByAnotherName_FollowsAllowRemoteManagement(bool allowed, string path, HttpStatusCode expected)
    {
        await using var page = await PageCloud.StartAsync(o => o.AllowRemoteManagement = allowed);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "emulator.internal" } };

        using var response = await page.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Form_OfAnotherSite_ChangesNothing()
    {
        await using var page = await PageCloud.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/faults") { Content = new FormUrlEncodedContent([new("kind", "Throttle")]) };
        request.Headers.Add("Origin", "http://evil.example");

        using var response = await page.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        page.Cloud.Emulator.Faults.Scripts.Should().BeEmpty();
    }

    private static CloudRequest Request(string method, string address, string host) => new()
    {
        Method = method,
        Host = host,
        Path = "/_emulator/",
        Query = string.Empty,
        Headers = new HeaderDictionary(),
        Body = ReadOnlyMemory<byte>.Empty,
        RemoteAddress = IPAddress.Parse(address),
    };
}
