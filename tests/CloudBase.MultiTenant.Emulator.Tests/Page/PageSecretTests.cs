using System.Text;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>Every secret of a full run is looked for in everything that the page gives away.</summary>
public sealed class PageSecretTests
{
    private const string Password = "Canary-Passw0rd!";
    private const string RootToken = "CANARYrootToken0123456789";

    [Fact]
    public async Task FullRun_OverEveryEndpoint_GivesNoSecretAway()
    {
        await using var page = await PageCloud.StartAsync(options => options.SecretKey = "CANARYrootKey0123456789abcdef");
        List<string> secrets = ["CANARYrootKey0123456789abcdef", Password];
        var cloud = page.Cloud;
        var (environment, keys, apiKey) = await page.OnboardAsync("canary");
        var publishKey = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = environment, KeyType = "publish_key" })).GetProperty("ApiKey").GetString()!;
        var federated = await cloud.FederateAsync(cloud.Root, new Dictionary<string, object>
        {
            ["version"] = "2.0", ["statement"] = new object[] { new { effect = "allow", action = "*", resource = "*" } },
        });
        secrets.AddRange([keys.Key, apiKey, publishKey, federated.Key, federated.Token!]);
        await cloud.CodeOfAsync(federated, "tcb", "DescribeEnvs", new { EnvId = environment });
        await cloud.CodeOfAsync("cam", "AddUser", new { Name = "console", ConsoleLogin = 1, Password });
        await cloud.CodeOfAsync("cam", "AddUser", new { Name = "weak", ConsoleLogin = 1, Password = "canaryweak" });
        await cloud.CodeOfAsync("cam", "AddUser", new { Name = "remarked", Remark = $"the key is {keys.Key}" });
        await cloud.CodeOfAsync("tcb", "DescribeApiKeyList", new { EnvId = environment, KeyType = "publish_key" });
        // Keys that were swapped, a key that nobody knows, and a wrong token.
        await cloud.CodeOfAsync(new Keys(keys.Key, keys.Id), "tcb", "DescribeEnvs", new { });
        await cloud.CodeOfAsync(new Keys("canarySwappedKey0123456789", "x"), "tcb", "DescribeEnvs", new { });
        await cloud.CodeOfAsync(cloud.Root with { Token = RootToken }, "tcb", "DescribeEnvs", new { });
        await cloud.GatewayAsync(environment, apiKey);
        await cloud.GatewayAsync(environment, "canary-unknown-api-key");
        secrets.AddRange(["canaryweak", "canarySwappedKey0123456789", RootToken, "canary-unknown-api-key"]);

        var seen = new StringBuilder();
        foreach (var path in new[] { "", "?show=all", "?show=denied", "?show=failed", "api/overview", "api/environments", "api/users", "api/ledger", "api/faults", "api/requests?most=500" })
        {
            seen.AppendLine(await page.Http.GetStringAsync(path));
        }

        var last = (await page.JsonAsync("api/requests?most=1")).GetProperty("last").GetInt64();
        for (var number = 1; number <= last; number++)
        {
            seen.AppendLine(await page.Http.GetStringAsync($"requests/{number}")).AppendLine(await page.Http.GetStringAsync($"api/requests/{number}"));
        }

        var all = seen.ToString();
        all.Should().Contain(environment).And.Contain("AddUser").And.Contain("(not shown)");
        secrets.Should().OnlyContain(secret => !all.Contains(secret, StringComparison.Ordinal) && !all.Contains(Uri.EscapeDataString(secret), StringComparison.Ordinal));
    }
}
