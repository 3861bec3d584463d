using CloudBase.MultiTenant.Emulator.Tests.Support;
using CsCheck;

namespace CloudBase.MultiTenant.Emulator.Tests.Policies;

/// <summary>The policies of real keys, over the wire.</summary>
public sealed class AccessControlTests
{
    [Fact]
    public async Task SubAccount_WithoutAPolicy_MayOnlyAskWhoItIs()
    {
        await using var cloud = await Cloud.StartAsync();
        var user = await cloud.CallAsync("cam", "AddUser", new { Name = "nobody", UseApi = 1 });
        var keys = new Keys(user.GetProperty("SecretId").GetString()!, user.GetProperty("SecretKey").GetString()!);

        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(keys, "cam", "AddUser", new { Name = "other" })).Should().Be("UnauthorizedOperation");
        (await cloud.CallAsync(keys, "sts", "GetCallerIdentity", new { })).GetProperty("UserId").GetString().Should().Be($"{user.GetProperty("Uin").GetInt64()}");
    }

    [Fact]
    public async Task SubAccount_CutToOneEnvironment_ReachesNoOther()
    {
        await using var cloud = await Cloud.StartAsync();
        var (mine, theirs) = (await cloud.CreateEnvAsync("mine"), await cloud.CreateEnvAsync("theirs"));
        var (keys, _, _) = await cloud.SubAccountAsync("mine", Allow("tcb:*", Resource(cloud, mine)));

        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
        (await cloud.CodeOfAsync(keys, "tcb", "CreateApiKey", new { EnvId = mine, KeyType = "api_key" })).Should().Be("OK");
        foreach (var environment in new[] { theirs, cloud.Emulator.ManagementEnvironmentId, "nobody-1234567890123456" })
        {
            (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = environment })).Should().Be("AuthFailure.UnauthorizedOperation");
            (await cloud.CodeOfAsync(keys, "tcb", "DestroyEnv", new { EnvId = environment })).Should().Be("AuthFailure.UnauthorizedOperation");
        }

        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { })).Should().Be("AuthFailure.UnauthorizedOperation", "without EnvId the call is operation-level");
        (await cloud.CodeOfAsync(keys, "tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" } })).Should().Be("AuthFailure.UnauthorizedOperation");
        cloud.Emulator.Ledger.Should().HaveCount(2);
    }

    [Fact]
    public async Task Policy_DetachedOrKeyInactive_TakesEffectAtOnce()
    {
        await using var cloud = await Cloud.StartAsync();
        var (keys, uin, policyId) = await cloud.SubAccountAsync("user", Allow("*", "*"));
        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { })).Should().Be("OK");

        await cloud.CallAsync("cam", "UpdateAccessKey", new { AccessKeyId = keys.Id, Status = "Inactive", TargetUin = uin });
        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { })).Should().Be("AuthFailure.SecretIdNotFound");
        await cloud.CallAsync("cam", "UpdateAccessKey", new { AccessKeyId = keys.Id, Status = "Active", TargetUin = uin });
        await cloud.CallAsync("cam", "UpdatePolicy", new { PolicyId = policyId, PolicyDocument = System.Text.Json.JsonSerializer.Serialize(Allow("cam:GetUser", "*")) });
        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(keys, "cam", "GetUser", new { Name = "user" })).Should().Be("OK");
        await cloud.CallAsync("cam", "DetachUserPolicy", new { PolicyId = policyId, DetachUin = uin });
        (await cloud.CodeOfAsync(keys, "cam", "GetUser", new { Name = "user" })).Should().Be("UnauthorizedOperation");
    }

    [Fact]
    public async Task FederationToken_OfARootCaller_IsCutToItsPolicyAndItsTime()
    {
        await using var cloud = await Cloud.StartAsync();
        var (mine, theirs) = (await cloud.CreateEnvAsync("mine"), await cloud.CreateEnvAsync("theirs"));
        var token = await cloud.FederateAsync(cloud.Root, Allow("tcb:*", Resource(cloud, mine)), 7200);

        (await cloud.CodeOfAsync(token, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
        (await cloud.CodeOfAsync(token, "tcb", "DescribeEnvs", new { EnvId = theirs })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(token with { Token = null }, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("AuthFailure.TokenFailure");
        (await cloud.CodeOfAsync(token, "sts", "GetFederationToken", new { Name = "a", Policy = "%7B%7D" })).Should().Be("UnauthorizedOperation");
        cloud.Clock.Advance(TimeSpan.FromSeconds(7199));
        (await cloud.CodeOfAsync(token, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        (await cloud.CodeOfAsync(token, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("AuthFailure.TokenFailure");
    }

    [Fact]
    public async Task FederationToken_OfASubAccount_IsTheIntersection()
    {
        await using var cloud = await Cloud.StartAsync();
        var (mine, theirs) = (await cloud.CreateEnvAsync("mine"), await cloud.CreateEnvAsync("theirs"));
        var policy = new
        {
            version = "2.0",
            statement = new object[]
            {
                new { effect = "allow", action = new[] { "sts:*" }, resource = new[] { "*" } },
                new { effect = "allow", action = new[] { "tcb:*" }, resource = new[] { Resource(cloud, mine) } },
                new { effect = "deny", action = new[] { "tcb:DestroyEnv" }, resource = new[] { "*" } },
            },
        };
        var (keys, uin, policyId) = await cloud.SubAccountAsync("minter", policy);
        var all = await cloud.FederateAsync(keys, Allow("*", "*"), 129_600);
        var reading = await cloud.FederateAsync(keys, Allow("tcb:Describe*", Resource(cloud, mine)));

        (await cloud.CodeOfAsync(all, "tcb", "ModifyEnv", new { EnvId = mine })).Should().Be("OK");
        (await cloud.CodeOfAsync(all, "tcb", "DestroyEnv", new { EnvId = mine })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(all, "tcb", "DescribeEnvs", new { EnvId = theirs })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(reading, "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
        (await cloud.CodeOfAsync(reading, "tcb", "ModifyEnv", new { EnvId = mine })).Should().Be("AuthFailure.UnauthorizedOperation");
        await cloud.CallAsync("cam", "DetachUserPolicy", new { PolicyId = policyId, DetachUin = uin });
        (await cloud.CodeOfAsync(all, "tcb", "ModifyEnv", new { EnvId = mine })).Should().Be("AuthFailure.UnauthorizedOperation");
        await cloud.CallAsync("cam", "DeleteUser", new { Name = "minter", Force = 1 });
        (await cloud.CodeOfAsync(all, "tcb", "ModifyEnv", new { EnvId = mine })).Should().Be("AuthFailure.TokenFailure");
    }

    [Fact]
    public async Task FederationToken_OfASubAccountWhereRefused_WorksOnlyUnscoped()
    {
        await using var cloud = await Cloud.StartAsync(options => options.FederationRefusedForSubAccounts = true);
        var mine = await cloud.CreateEnvAsync("mine");
        var (keys, _, _) = await cloud.SubAccountAsync("minter", Allow("*", "*"));

        (await cloud.CodeOfAsync(await cloud.FederateAsync(keys, Allow("tcb:*", Resource(cloud, mine))), "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("AuthFailure.TokenFailure");
        (await cloud.CodeOfAsync(await cloud.FederateAsync(keys, Allow("tcb:*", "*")), "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("AuthFailure.TokenFailure");
        (await cloud.CodeOfAsync(await cloud.FederateAsync(keys, Allow("*", "*")), "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
        (await cloud.CodeOfAsync(await cloud.FederateAsync(cloud.Root, Allow("tcb:*", Resource(cloud, mine))), "tcb", "DescribeEnvs", new { EnvId = mine })).Should().Be("OK");
    }

    [Theory]
    [InlineData("tenant", """{"version":"2.0","statement":[]}""", 1800, "InvalidParameter.StrategyFormatError")]
    [InlineData("tenant", "%7B", 1800, "InvalidParameter.StrategyFormatError")]
    [InlineData("tenant-1", "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%5D%7D", 1800, "InvalidParameter.ParamError")]
    [InlineData("tenant", "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%5D%7D", 7201, "InvalidParameter.OverTimeError")]
    [InlineData("tenant", "%7B%22version%22%3A%222.0%22%2C%22statement%22%3A%5B%5D%7D", 7200, "OK")]
    public async Task GetFederationToken_OutOfRule_IsRefused(string name, string policy, int seconds, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync("sts", "GetFederationToken", new { Name = name, Policy = policy, DurationSeconds = seconds })).Should().Be(code);
    }

    [Fact]
    public async Task TagCondition_AfterARetagging_NoLongerReaches()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        await cloud.CallAsync("tag", "TagResources", new { ResourceList = new[] { Resource(cloud, id) }, Tags = new[] { new { TagKey = "tenant", TagValue = "acme" } } });
        var (keys, _, _) = await cloud.SubAccountAsync("tagged", new
        {
            version = "2.0",
            statement = new[] { new { effect = "allow", action = new[] { "tcb:*" }, resource = new[] { "*" }, condition = new Dictionary<string, object> { ["for_any_value:string_equal"] = new Dictionary<string, object> { ["qcs:resource_tag"] = new[] { "tenant&acme" } } } } },
        });

        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = id })).Should().Be("OK");
        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = cloud.Emulator.ManagementEnvironmentId })).Should().Be("AuthFailure.UnauthorizedOperation");
        (await cloud.CodeOfAsync(keys, "tag", "TagResources", new { ResourceList = new[] { Resource(cloud, id) }, Tags = new[] { new { TagKey = "a", TagValue = "b" } } })).Should().Be("UnauthorizedOperation");
        await cloud.CallAsync("tag", "UnTagResources", new { ResourceList = new[] { Resource(cloud, id) }, TagKeys = new[] { "tenant" } });
        (await cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = id })).Should().Be("AuthFailure.UnauthorizedOperation");
    }

    [Fact]
    public async Task RandomTenants_WithTheirOwnKeys_ReachOnlyTheirOwnOverTheWire()
    {
        await using var cloud = await Cloud.StartAsync(options => options.NoLimits = true);
        var tenants = new List<(string Environment, Keys Keys, Keys Token, string ApiKey)>();
        for (var index = 0; index < 12; index++)
        {
            var environment = await cloud.CreateEnvAsync($"t{index}");
            var policy = Allow("tcb:*", Resource(cloud, environment));
            tenants.Add((environment, (await cloud.SubAccountAsync($"user{index}", policy)).Keys, await cloud.FederateAsync(cloud.Root, policy),
                (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = environment, KeyType = "api_key" })).GetProperty("ApiKey").GetString()!));
        }

        await Gen.Select(Gen.Int[0, 11], Gen.Int[0, 11], Gen.OneOf(Gen.Const("DescribeEnvs"), Gen.Const("ModifyEnv"), Gen.Const("DescribeApiKeyList"), Gen.Const("DescribeEnvAccountCircle"), Gen.Const("DescribeAuthDomains")))
            .SampleAsync(async (holder, target, action) =>
            {
                var (mine, theirs) = (tenants[holder], tenants[target].Environment);
                var expected = holder == target ? "OK" : "AuthFailure.UnauthorizedOperation";
                (await cloud.CodeOfAsync(mine.Keys, "tcb", action, new { EnvId = theirs })).Should().Be(expected);
                (await cloud.CodeOfAsync(mine.Token, "tcb", action, new { EnvId = theirs })).Should().Be(expected);
                (await cloud.GatewayAsync(theirs, mine.ApiKey)).Status.Should().Be(holder == target ? 404 : 403);
            }, iter: 200, threads: 1);
    }

    private static string Resource(Cloud cloud, string environment) => $"qcs::tcb:ap-shanghai:uin/{cloud.Emulator.AccountUin}:env/{environment}";

    private static object Allow(string action, string resource) =>
        new { version = "2.0", statement = new[] { new { effect = "allow", action = new[] { action }, resource = new[] { resource } } } };
}
