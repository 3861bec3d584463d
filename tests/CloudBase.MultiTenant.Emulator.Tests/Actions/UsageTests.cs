using System.Net;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

public sealed class UsageTests
{
    [Fact]
    public async Task DescribeQuotaData_SaysWhatWasSetAndZeroForWhatWasNot()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        await cloud.Emulator.SetUsageAsync(id, "FunctionInvocationpkg", 41);
        await cloud.Emulator.SetUsageAsync(id, "FunctionInvocationpkg", 42);

        var reply = await cloud.CallAsync("tcb", "DescribeQuotaData", new { EnvId = id, MetricName = "FunctionInvocationpkg" });

        reply.GetProperty("MetricName").GetString().Should().Be("FunctionInvocationpkg");
        reply.GetProperty("Value").GetInt64().Should().Be(42);
        (await cloud.CallAsync("tcb", "DescribeQuotaData", new { EnvId = id, MetricName = "CDNFluxpkg" })).GetProperty("Value").GetInt64().Should().Be(0);
    }

    [Fact]
    public async Task DescribeQuotaData_OfWhatItDoesNotKnow_IsRefusedAndNotZero()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();

        (await cloud.CodeOfAsync("tcb", "DescribeQuotaData", new { EnvId = id, MetricName = "FunctionInvocations" })).Should().Be("InvalidParameterValue");
        (await cloud.CodeOfAsync("tcb", "DescribeQuotaData", new { EnvId = id, MetricName = "FunctionInvocationpkg", ResourceID = "hello" })).Should().Be("InvalidParameterValue");
        (await cloud.CodeOfAsync("tcb", "DescribeQuotaData", new { EnvId = "no-such-env", MetricName = "CDNFluxpkg" })).Should().Be("ResourceNotFound");
        (await cloud.CodeOfAsync("tcb", "DescribeQuotaData", new { EnvId = id })).Should().Be("MissingParameter");
        await FluentActions.Awaiting(() => cloud.Emulator.SetUsageAsync(id, "Nothing", 1)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => cloud.Emulator.SetUsageAsync("no-such-env", "CDNFluxpkg", 1)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => cloud.Emulator.SetUsageAsync(id, "CDNFluxpkg", -1)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Usage_SetOverHttp_IsShownAndSurvivesAnExport()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        using var http = new HttpClient(cloud.Emulator.CreateHandler());
        async Task<HttpStatusCode> PostAsync(string body)
        {
            using var response = await http.PostAsync(new Uri("http://localhost/_emulator/usage"), new StringContent(body));
            return response.StatusCode;
        }

        (await PostAsync($$"""{"environment":"{{id}}","metric":"StorageSizepkg","value":7}""")).Should().Be(HttpStatusCode.OK);
        (await PostAsync("""{"metric":"StorageSizepkg","value":7}""")).Should().Be(HttpStatusCode.BadRequest);
        using var file = new MemoryStream();
        await cloud.Emulator.ExportAsync(file);
        await cloud.Emulator.SetUsageAsync(id, "StorageSizepkg", 8);
        file.Position = 0;
        await cloud.Emulator.ImportAsync(file);

        (await cloud.CallAsync("tcb", "DescribeQuotaData", new { EnvId = id, MetricName = "StorageSizepkg" })).GetProperty("Value").GetInt64().Should().Be(7);
    }
}
