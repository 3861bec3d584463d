using CloudBase.MultiTenant.Emulator.Page;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

public sealed class RequestLogTests
{
    [Fact]
    public async Task Ring_AfterMoreThanItHolds_KeepsTheNewestAndSaysWhatWasMissed()
    {
        await using var page = await PageCloud.StartAsync(options => options.NoLimits = true);
        for (var call = 0; call < RequestLog.Capacity + 20; call++)
        {
            await page.Cloud.CallAsync("sts", "GetCallerIdentity", new { });
        }

        var all = await page.JsonAsync($"api/requests?most={RequestLog.Capacity}");
        all.GetProperty("requests").GetArrayLength().Should().Be(RequestLog.Capacity);
        all.GetProperty("last").GetInt64().Should().Be(RequestLog.Capacity + 20);
        (await page.JsonAsync("api/requests?after=10&most=500")).GetProperty("missed").GetBoolean().Should().BeTrue();
        (await page.JsonAsync("api/requests?after=20&most=500")).GetProperty("missed").GetBoolean().Should().BeFalse();
        using var gone = await page.Http.GetAsync("api/requests/20");
        ((int)gone.StatusCode).Should().Be(404);
        (await page.JsonAsync("api/requests/21")).GetProperty("action").GetString().Should().Be("GetCallerIdentity");
    }

    [Fact]
    public async Task Reader_ThatAsksAfterTheLastItSaw_MissesNothingAndSeesNothingTwice()
    {
        await using var page = await PageCloud.StartAsync(options => options.NoLimits = true);
        List<long> seen = [];
        long last = 0;
        var calls = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var call = 0; call < 25; call++)
            {
                await page.Cloud.CallAsync("sts", "GetCallerIdentity", new { });
            }
        }));
        for (var ended = false; ;)
        {
            var news = await page.JsonAsync($"api/requests?after={last}&most=500");
            seen.AddRange(news.GetProperty("requests").EnumerateArray().Reverse().Select(request => request.GetProperty("number").GetInt64()));
            last = news.GetProperty("last").GetInt64();
            if (ended)
            {
                break;
            }

            ended = calls.IsCompleted;
        }

        await calls;
        seen.Should().Equal(Enumerable.Range(1, 200).Select(number => (long)number));
    }

    [Fact]
    public async Task Body_LongerThanIsKept_IsCutAndSaid()
    {
        await using var page = await PageCloud.StartAsync();
        var remark = new string('a', 100_000);

        await page.Cloud.CodeOfAsync("cam", "AddUser", new { Name = "user", Remark = remark, Password = "Canary-12345!" });

        var newest = await page.NewestAsync();
        newest.GetProperty("sent").GetString().Should().Contain("is not kept").And.Contain("\"Name\": \"user\"")
            .And.NotContain("Canary").And.NotContain("aaaa");
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"SecretKey\":\"CanaryCanary")]
    [InlineData("{\"a\":[1,2,{\"SecretKey\":\"CanaryCanary\"},")]
    [InlineData("[[[[")]
    [InlineData("\"CanaryCanary")]
    [InlineData("SecretKey=CanaryCanary")]
    [InlineData("{\"Password\":{\"inner\":[\"CanaryCanary\"]},\"Remark\":\"again CanaryCanary\"}")]
    [InlineData("{\"Remark\":\"CanaryCanary\",\"Password\":\"CanaryCanary\"}")]
    [InlineData("{\"X\":\"\\ud800\"}")]
    public async Task Body_ThatIsNoCall_IsKeptWithoutItsSecrets(string body)
    {
        await using var page = await PageCloud.StartAsync();
        using var request = page.Cloud.Request(page.Cloud.Root, "cam", "AddUser", body);

        using var response = await page.Cloud.SendAsync(request);

        var newest = await page.NewestAsync();
        newest.GetProperty("action").GetString().Should().Be("AddUser");
        newest.GetRawText().Should().NotContain("Canary");
    }

    [Fact]
    public async Task Fault_ThatCutsTheConnection_IsShownWithWhatWasSent()
    {
        await using var page = await PageCloud.StartAsync();
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Action = "CreateEnv" });

        await FluentActions.Awaiting(() => page.Cloud.CreateEnvAsync("cut-off")).Should().ThrowAsync<HttpRequestException>();

        var newest = await page.NewestAsync();
        newest.GetProperty("outcome").GetString().Should().Be("connection cut");
        newest.GetProperty("faults")[0].GetString().Should().Be("ReplyLostAfterEffect");
        newest.GetProperty("sent").GetString().Should().Contain("cut-off");
    }
}
