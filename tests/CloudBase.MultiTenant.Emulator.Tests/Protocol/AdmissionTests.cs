using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Protocol;

public sealed class AdmissionTests
{
    [Theory]
    [InlineData(300, "OK")]
    [InlineData(-300, "OK")]
    [InlineData(301, "AuthFailure.SignatureExpire")]
    [InlineData(-301, "AuthFailure.SignatureExpire")]
    public async Task Call_SignedSoFarFromTheClock_IsJudged(int seconds, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        using var request = cloud.Request(cloud.Root, "tcb", "CheckTcbService", new { }, signedAt: cloud.Clock.GetUtcNow().AddSeconds(seconds));

        (await CodeAsync(cloud, request)).Should().Be(code);
    }

    [Theory]
    [InlineData("tcb", "RunSql", "{}", "InvalidAction", "RunSql")]
    [InlineData("tcb", "DescribeEnvs", """{"EnvIds":["x"]}""", "UnknownParameter", "EnvIds")]
    [InlineData("tcb", "CreateEnv", """{"Alias":"a"}""", "MissingParameter", "PackageId")]
    [InlineData("tcb", "CreateEnv", """{"Alias":"a","PackageId":"baas_personal","Resources":["flexdb"],"Tags":[{"Key":"k"}]}""", "MissingParameter", "Tags.0.Value")]
    [InlineData("tcb", "CreateEnv", """{"Alias":"a","PackageId":"baas_personal","Resources":["flexdb"],"Period":"1"}""", "InvalidParameter", "Period")]
    [InlineData("tcb", "CreateEnv", """{"Alias":"a","PackageId":"baas_personal","Resources":"flexdb"}""", "InvalidParameter", "Resources")]
    [InlineData("tcb", "DescribeEnvs", """{"EnvId":"\ud800"}""", "InvalidParameter", "EnvId")]
    [InlineData("tag", "TagResources", """{"ResourceList":["env/a"],"Tags":[{"TagKey":"a","TagValue":"b"}]}""", "InvalidParameterValue", "env/a")]
    [InlineData("tcb", "DescribeEnvs", "[]", "InvalidParameter", "object")]
    [InlineData("tcb", "DescribeEnvs", "{", "InvalidParameter", "JSON")]
    public async Task Call_NotWellFormed_IsRefusedByName(string service, string action, string body, string code, string named)
    {
        await using var cloud = await Cloud.StartAsync();
        using var request = cloud.Request(cloud.Root, service, action, body);
        var error = await ErrorAsync(cloud, request);

        error.GetProperty("Code").GetString().Should().Be(code);
        error.GetProperty("Message").GetString().Should().Contain(named);
    }

    [Fact]
    public async Task Get_WithDottedFields_IsThePostedCall()
    {
        await using var cloud = await Cloud.StartAsync();
        await cloud.CallAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = "acme" });
        const string query = "Alias=dotted&PackageId=baas_personal&Resources.0=flexdb&Resources.1=storage&Period=2&Tags.0.Key=tenant&Tags.0.Value=acme";
        var timestamp = cloud.Clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:4680/?" + query);
        request.Headers.TryAddWithoutValidation("Authorization", TestSigner.Authorization(
            cloud.Root.Id, cloud.Root.Key, "127", "127.0.0.1", "application/x-www-form-urlencoded", timestamp, [], "GET", query));
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        request.Headers.Add("X-TC-Action", "CreateEnv");
        request.Headers.Add("X-TC-Version", "2018-06-08");
        request.Headers.Add("X-TC-Timestamp", $"{timestamp}");

        (await CodeAsync(cloud, request)).Should().Be("OK");
        cloud.Emulator.Ledger.Should().ContainSingle().Which.Months.Should().Be(2);
        cloud.Emulator.GetState().Environments[^1].Tags.Should().Contain("tenant", "acme");
    }

    [Fact]
    public async Task Call_OverItsRate_IsThrottledUntilTheNextSecond()
    {
        await using var cloud = await Cloud.StartAsync(options => options.RatesPerSecond.Remove("tcb:CreateEnv"));
        for (var index = 0; index < 20; index++)
        {
            await cloud.CreateEnvAsync();
        }

        (await cloud.CodeOfAsync("tcb", "CreateEnv", new { Alias = "one-more", PackageId = "baas_personal", Resources = new[] { "flexdb" } }))
            .Should().Be("RequestLimitExceeded");
        cloud.Emulator.Ledger.Should().HaveCount(20);
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        await cloud.CreateEnvAsync();
    }

    [Fact]
    public async Task Call_WithATokenThatIsNotItsOwn_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync(cloud.Root with { Token = "something" }, "tcb", "CheckTcbService", new { })).Should().Be("AuthFailure.TokenFailure");
    }

    [Theory]
    [InlineData("us-west-1", "UnsupportedRegion")]
    [InlineData("ap-guangzhou", "UnsupportedRegion")]
    [InlineData("ap-singapore", "OK")]
    public async Task Call_ToARegion_IsServedWhereTheCloudIs(string region, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync(cloud.Root, "tcb", "CheckTcbService", new { }, region)).Should().Be(code);
    }

    [Fact]
    public async Task Call_ThroughTheEmulatorAsAProxy_IsServedUnderTheCloudsHost()
    {
        await using var cloud = await Cloud.StartAsync(options => options.Listen = true);
        using var proxied = new HttpClient(new SocketsHttpHandler { Proxy = new System.Net.WebProxy(cloud.Emulator.Endpoint), UseProxy = true });
        using var request = cloud.Request(cloud.Root, "tcb", "CheckTcbService", new { });
        request.RequestUri = new Uri("http://tcb.tencentcloudapi.com/");

        (await (await proxied.SendAsync(request)).Content.ReadAsStringAsync()).Should().Contain("\"Initialized\":true");
    }

    [Fact]
    public async Task Reply_Always_CarriesTheEmulatorsOwnDate()
    {
        await using var cloud = await Cloud.StartAsync();
        using var response = await cloud.SendAsync(cloud.Request(cloud.Root, "tcb", "CheckTcbService", new { }));

        response.Headers.Date.Should().Be(cloud.Clock.GetUtcNow());
    }

    internal static async Task<JsonElement> ErrorAsync(Cloud cloud, HttpRequestMessage request)
    {
        using var response = await cloud.SendAsync(request);
        response.StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("Response").TryGetProperty("Error", out var error) ? error.Clone() : default;
    }

    private static async Task<string> CodeAsync(Cloud cloud, HttpRequestMessage request)
    {
        var error = await ErrorAsync(cloud, request);
        return error.ValueKind == JsonValueKind.Undefined ? "OK" : error.GetProperty("Code").GetString()!;
    }
}
