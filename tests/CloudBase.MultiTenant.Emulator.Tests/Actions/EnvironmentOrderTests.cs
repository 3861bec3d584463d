using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

public sealed class EnvironmentOrderTests
{
    private static readonly string[] Flexdb = ["flexdb"];

    [Fact]
    public async Task CreateEnv_SameAliasTwice_IsAcceptedAndBilledTwice()
    {
        await using var cloud = await Cloud.StartAsync();
        var first = await cloud.CreateEnvAsync("same");
        var second = await cloud.CreateEnvAsync("same");

        first.Should().NotBe(second).And.MatchRegex("^same-[1-9][a-z0-9]{15}$");
        cloud.Emulator.Ledger.Select(entry => (entry.EnvironmentId, entry.Amount)).Should().Equal((first, 39.9m), (second, 39.9m));
        cloud.Emulator.GetState().Balance.Should().Be(1_000_000m - 79.8m);
    }

    [Theory]
    [InlineData("user_1")]
    [InlineData("User")]
    [InlineData("1user")]
    [InlineData("-user")]
    [InlineData("user-")]
    [InlineData("us--er")]
    [InlineData("abcdefghijklmnopqrstu")]
    [InlineData("用户")]
    public async Task CreateEnv_AliasOutOfRule_SpendsNothing(string alias)
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync("tcb", "CreateEnv", new { Alias = alias, PackageId = "baas_personal", Resources = Flexdb })).Should().Be("InvalidParameterValue");
        cloud.Emulator.Ledger.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, "OK")]
    [InlineData(12, "OK")]
    [InlineData(24, "OK")]
    [InlineData(0, "InvalidParameterValue")]
    [InlineData(13, "InvalidParameterValue")]
    [InlineData(23, "InvalidParameterValue")]
    [InlineData(-1, "InvalidParameterValue")]
    public async Task CreateEnv_Period_IsOneToTwelveOrTwentyFour(int period, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = Flexdb, Period = period })).Should().Be(code);
        cloud.Emulator.Ledger.Sum(entry => entry.Amount).Should().Be(code == "OK" ? period * 39.9m : 0);
    }

    [Fact]
    public async Task CreateEnv_WhatTheAccountCannotHave_IsRefusedBeforeItIsPaid()
    {
        await using var cloud = await Cloud.StartAsync(options => (options.Balance, options.MaxEnvironments) = (100m, 3));
        var order = new { Alias = "a", PackageId = "baas_personal", Resources = Flexdb };

        (await cloud.CodeOfAsync("tcb", "CreateEnv", order with { PackageId = "baas_gold" })).Should().Be("InvalidParameterValue");
        (await cloud.CodeOfAsync("tcb", "CreateEnv", order with { Resources = ["gpu"] })).Should().Be("InvalidParameterValue");
        (await cloud.CodeOfAsync("tcb", "CreateEnv", order with { Resources = [] })).Should().Be("InvalidParameterValue");
        await cloud.Emulator.SetSoldOutAsync(true, default);
        (await cloud.CodeOfAsync("tcb", "CreateEnv", order)).Should().Be("ResourcesSoldOut");
        await cloud.Emulator.SetSoldOutAsync(false, default);
        await cloud.CreateEnvAsync();
        await cloud.CreateEnvAsync();
        (await cloud.CodeOfAsync("tcb", "CreateEnv", order)).Should().Be("LimitExceeded");
        cloud.Emulator.Ledger.Should().HaveCount(2);
    }

    [Fact]
    public async Task CreateEnv_BalanceTooLow_IsRefusedAndNothingIsOrdered()
    {
        await using var cloud = await Cloud.StartAsync(options => options.Balance = 39.89m);
        (await cloud.CodeOfAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = Flexdb })).Should().Be("ResourceInsufficient");
        await cloud.Emulator.SetBalanceAsync(39.90m, default);
        await cloud.CreateEnvAsync();
        cloud.Emulator.GetState().Balance.Should().Be(0);
    }

    [Fact]
    public async Task CreateEnv_TagThatDoesNotExist_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync();
        var tags = new[] { new { Key = "tenant", Value = "acme" } };
        var order = new { Alias = "a", PackageId = "baas_personal", Resources = Flexdb, Tags = tags };
        (await cloud.CodeOfAsync("tcb", "CreateEnv", order)).Should().Be("InvalidParameterValue");
        await cloud.CallAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = "acme" });
        await cloud.CallAsync("tcb", "CreateEnv", order);
        cloud.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task RenewEnvAndModifyEnvPlan_WhenAccepted_AreInTheLedger()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        var paidUntil = cloud.Emulator.GetState().Environments[^1].ExpiresAt;
        await cloud.CallAsync("tcb", "RenewEnv", new { EnvId = id, Period = 2 });
        await cloud.CallAsync("tcb", "ModifyEnvPlan", new { EnvId = id, PackageId = "baas_pf_standard" });

        cloud.Emulator.GetState().Environments[^1].ExpiresAt.Should().Be(paidUntil.AddMonths(2));
        cloud.Emulator.Ledger.Select(entry => (entry.Kind, entry.Months)).Should().Equal((LedgerEntryKind.New, 1), (LedgerEntryKind.Renew, 2), (LedgerEntryKind.Modify, 0));
        cloud.Emulator.Ledger[1].Amount.Should().Be(79.8m);
        cloud.Emulator.Ledger.Should().OnlyContain(entry => entry.RequestSignature!.Length == 64 && entry.SignedAt == cloud.Clock.GetUtcNow());
        cloud.Emulator.GetState().Balance.Should().Be(1_000_000m - cloud.Emulator.Ledger.Sum(entry => entry.Amount));
    }
}
