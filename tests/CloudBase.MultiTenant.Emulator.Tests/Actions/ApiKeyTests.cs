using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

public sealed class ApiKeyTests
{
    [Fact]
    public async Task CreateApiKey_SixthOfAnEnvironment_IsRefusedUntilOneIsDeleted()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var first = await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key", KeyName = "one" });
        for (var index = 0; index < 4; index++)
        {
            await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" });
        }

        (await cloud.CodeOfAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" })).Should().Be("LimitExceeded");
        await cloud.CallAsync("tcb", "DeleteApiKey", new { EnvId = id, KeyId = first.GetProperty("KeyId").GetString() });
        await cloud.CallAsync("tcb", "DeleteApiKey", new { EnvId = id, KeyId = first.GetProperty("KeyId").GetString() });
        await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" });
    }

    [Theory]
    [InlineData(7199, "InvalidParameterValue")]
    [InlineData(-1, "InvalidParameterValue")]
    [InlineData(7200, "OK")]
    [InlineData(0, "OK")]
    public async Task CreateApiKey_Lifetime_IsTwoHoursAtLeastOrForEver(int seconds, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        (await cloud.CodeOfAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key", ExpireIn = seconds })).Should().Be(code);
    }

    [Fact]
    public async Task DescribeApiKeyList_OfAnApiKey_MasksIt()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var key = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key", KeyName = "mine" })).GetProperty("ApiKey").GetString()!;
        var listed = (await cloud.CallAsync("tcb", "DescribeApiKeyList", new { EnvId = id })).GetProperty("Data")[0];

        key.Split('.').Should().HaveCount(3);
        listed.GetProperty("ApiKey").GetString().Should().StartWith(key[..6]).And.EndWith(key[^6..]).And.HaveLength(16);
        listed.GetProperty("Name").GetString().Should().Be("mine");
    }

    [Fact]
    public async Task CreateApiKey_PublishKeyTwice_IsTheSameKeyInClear()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var first = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "publish_key" })).GetProperty("ApiKey").GetString();
        var second = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "publish_key" })).GetProperty("ApiKey").GetString();
        var listed = (await cloud.CallAsync("tcb", "DescribeApiKeyList", new { EnvId = id, KeyType = "publish_key" })).GetProperty("Data");

        second.Should().Be(first);
        listed.GetArrayLength().Should().Be(1);
        listed[0].GetProperty("ApiKey").GetString().Should().Be(first);
    }

    [Fact]
    public async Task DeleteApiKey_OfANeighboursKey_LeavesIt()
    {
        await using var cloud = await Cloud.StartAsync();
        var (mine, theirs) = (await cloud.CreateEnvAsync("mine"), await cloud.CreateEnvAsync("theirs"));
        var key = await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = theirs, KeyType = "api_key" });
        await cloud.CallAsync("tcb", "DeleteApiKey", new { EnvId = mine, KeyId = key.GetProperty("KeyId").GetString() });

        (await cloud.GatewayAsync(theirs, key.GetProperty("ApiKey").GetString())).Code.Should().Be("FUNCTION_NOT_FOUND");
    }
}
