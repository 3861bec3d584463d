using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

public sealed class KeyPrefixTests
{
    private static readonly object s_policy = new { version = "2.0", statement = new[] { new { effect = "allow", action = "tcb:*", resource = "*" } } };

    [Fact]
    public async Task EveryKey_ThatAnEmulatorMakes_IsRecognisable()
    {
        await using var cloud = await Cloud.StartAsync();
        var (ofUser, uin, _) = await cloud.SubAccountAsync("user", s_policy);
        var second = (await cloud.CallAsync("cam", "CreateAccessKey", new { TargetUin = uin })).GetProperty("AccessKey");
        var federated = await cloud.FederateAsync(cloud.Root, s_policy);

        string[] made =
        [
            cloud.Root.Id, cloud.Root.Key, ofUser.Id, ofUser.Key, federated.Id, federated.Key,
            second.GetProperty("AccessKeyId").GetString()!, second.GetProperty("SecretAccessKey").GetString()!,
        ];
        made.Should().OnlyContain(key => key.StartsWith("EMULATOR-", StringComparison.Ordinal)).And.OnlyHaveUniqueItems();
    }
}
