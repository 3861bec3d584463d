using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Tests.Options;

public sealed class CloudBaseOptionsValidatorTests
{
    public static TheoryData<string, Action<CloudBaseOptions>, string> BrokenRules => new()
    {
        { "no deployment", o => o.DeploymentName = null, "CloudBaseOptions.DeploymentName is missing" },
        { "bad deployment", o => o.DeploymentName = "Prod!", "CloudBaseOptions.DeploymentName is 'Prod!'" },
        { "bad management environment", o => o.ManagementEnvironment = "a/b", "CloudBaseOptions.ManagementEnvironment is 'a/b'" },
        { "empty host", o => o.HostName = " ", "CloudBaseOptions.HostName is ' '" },
        { "empty isolation", o => o.DefaultIsolation = "", "CloudBaseOptions.DefaultIsolation is empty" },
        { "no package", o => o.Provisioning.PackageId = " ", "CloudBaseOptions.Provisioning.PackageId is missing" },
        { "period 13", o => o.Provisioning.PeriodMonths = 13, "CloudBaseOptions.Provisioning.PeriodMonths is 13: packages are sold for 1 to 12 months, or 24." },
        { "period 0", o => o.Provisioning.PeriodMonths = 0, "CloudBaseOptions.Provisioning.PeriodMonths is 0" },
        { "doubled resource", o => o.Provisioning.Resources = ["a", "a"], "CloudBaseOptions.Provisioning.Resources.1 is 'a', which is there already" },
        { "tag key", o => o.Provisioning.TagKey = new string('k', 128), "CloudBaseOptions.Provisioning.TagKey is" },
        { "suspended limit", o => o.Provisioning.SuspendedRequestsPerSecond = 0, "CloudBaseOptions.Provisioning.SuspendedRequestsPerSecond is 0" },
        { "patience", o => o.Provisioning.Patience = TimeSpan.FromSeconds(-1), "CloudBaseOptions.Provisioning.Patience is -00:00:01" },
        {
            "poll", o => o.Provisioning.PollMax = TimeSpan.FromSeconds(0.5),
            "CloudBaseOptions.Provisioning.PollMax is 00:00:00.5, shorter than PollMin 00:00:01: waits grow from PollMin to PollMax."
        },
        { "jitter", o => o.Provisioning.PollJitter = 0.6, "CloudBaseOptions.Provisioning.PollJitter is 0.6" },
        { "jitter NaN", o => o.Provisioning.PollJitter = double.NaN, "CloudBaseOptions.Provisioning.PollJitter is NaN" },
        { "deadlines", o => o.Provisioning.Deadline = TimeSpan.FromMinutes(1), "CloudBaseOptions.Provisioning.ReadyDeadline is 00:10:00, longer than Deadline 00:01:00" },
        { "skew", o => o.Provisioning.ClockSkew = TimeSpan.FromMinutes(5), "CloudBaseOptions.Provisioning.ClockSkew is 00:05:00, not shorter than SignatureWindow 00:05:00" },
        { "unresolved", o => o.Provisioning.OnUnresolvedCreate = (UnresolvedCreate)7, "CloudBaseOptions.Provisioning.OnUnresolvedCreate is 7" },
        { "concurrency", o => o.Operations.MaxConcurrency = 0, "CloudBaseOptions.Operations.MaxConcurrency is 0, outside 1 to 10000" },
        {
            "renewal of leases", o => o.Operations.LeaseRenewal = TimeSpan.FromSeconds(15.001),
            "CloudBaseOptions.Operations.LeaseRenewal is 00:00:15.001, longer than half of LeaseDuration 00:00:30"
        },
        { "retry", o => o.Operations.RetryMax = TimeSpan.FromMilliseconds(1), "CloudBaseOptions.Operations.RetryMax is 00:00:00.001, shorter than RetryMin 00:00:01" },
        { "no policy", o => o.Renewal.Policy = RenewalPolicy.Unspecified, "CloudBaseOptions.Renewal.Policy is missing, and it decides about money" },
        { "renewal period", o => o.Renewal.PeriodMonths = 25, "CloudBaseOptions.Renewal.PeriodMonths is 25" },
        { "lead", o => o.Renewal.LeadTime = TimeSpan.FromHours(1), "CloudBaseOptions.Renewal.LeadTime is 01:00:00, not longer than ScanInterval 01:00:00" },
        {
            "lead of managed renewal", o => (o.Renewal.Policy, o.Renewal.LeadTime) = (RenewalPolicy.Managed, TimeSpan.FromDays(2)),
            "CloudBaseOptions.Renewal.LeadTime is 2.00:00:00, shorter than 3.00:00:00: the vendor asks"
        },
        { "lead too long", o => o.Renewal.LeadTime = TimeSpan.FromDays(28), "CloudBaseOptions.Renewal.LeadTime is 28.00:00:00, not shorter than a paid period" },
        { "key lifetime", o => o.Credentials.ApiKeyLifetime = TimeSpan.FromMinutes(119), "CloudBaseOptions.Credentials.ApiKeyLifetime is 01:59:00, shorter than 02:00:00" },
        { "key lifetime long", o => o.Credentials.ApiKeyLifetime = TimeSpan.FromDays(31), "CloudBaseOptions.Credentials.ApiKeyLifetime is 31.00:00:00, longer than 30.00:00:00" },
        { "temporary", o => o.Credentials.TemporaryKeyLifetime = TimeSpan.FromHours(37), "CloudBaseOptions.Credentials.TemporaryKeyLifetime is 1.13:00:00, longer than 1.12:00:00" },
        { "minimum", o => o.Credentials.MinimumRemaining = TimeSpan.FromMinutes(30), "CloudBaseOptions.Credentials.MinimumRemaining is 00:30:00, not shorter than TemporaryKeyLifetime 00:30:00" },
        { "slots 0", o => o.Credentials.MaxSlots = 0, "CloudBaseOptions.Credentials.MaxSlots is 0, outside 1 to 5" },
        { "slots 6", o => o.Credentials.MaxSlots = 6, "CloudBaseOptions.Credentials.MaxSlots is 6, outside 1 to 5" },
        { "cache", o => o.Credentials.CacheCapacity = 0, "CloudBaseOptions.Credentials.CacheCapacity is 0" },
        { "claim", o => o.Credentials.ClaimDuration = TimeSpan.Zero, "CloudBaseOptions.Credentials.ClaimDuration is 00:00:00" },
        { "costs", o => o.Costs.TenantPackageId = "", "CloudBaseOptions.Costs.TenantPackageId is empty" },
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void Validate_OneRuleBroken_IsTheOnlyFailureAndShowsPathAndValue(string rule, Action<CloudBaseOptions> breakRule, string expected)
    {
        CloudBaseOptions options = Valid();
        breakRule(options);

        ValidateOptionsResult result = new CloudBaseOptionsValidator(SettingPaths.InCode).Validate(null, options);

        result.Failures.Should().ContainSingle(because: rule).Which.Should().MatchRegex("^CBMT100[567]: ").And.Subject[Code.Length..].Should().StartWith(expected);
    }

    [Fact]
    public void Validate_ManyRulesBroken_SaysAllAtOnce()
    {
        CloudBaseOptions options = new()
        {
            Provisioning = { PeriodMonths = 13, PollMin = TimeSpan.Zero },
            Operations = { LeaseDuration = TimeSpan.Zero },
            Credentials = { MaxSlots = 9 },
        };

        new CloudBaseOptionsValidator(SettingPaths.InCode).Validate(null, options).Failures!.Select(f => f.Split(' ')[1]).Should().BeEquivalentTo(
            "CloudBaseOptions.DeploymentName", "CloudBaseOptions.Provisioning.PackageId", "CloudBaseOptions.Provisioning.PeriodMonths", "CloudBaseOptions.Provisioning.PollMin",
            "CloudBaseOptions.Operations.LeaseDuration", "CloudBaseOptions.Operations.LeaseRenewal", "CloudBaseOptions.Renewal.Policy", "CloudBaseOptions.Credentials.MaxSlots");
    }

    [Fact]
    public void Validate_DefaultsAndWhatIsRequired_Pass() =>
        new CloudBaseOptionsValidator(SettingPaths.InCode).Validate(null, Valid()).Succeeded.Should().BeTrue();

    private const string Code = "CBMT1006: ";

    private static CloudBaseOptions Valid() => new()
    {
        DeploymentName = "tests",
        Provisioning = { PackageId = "small" },
        Renewal = { Policy = RenewalPolicy.None },
    };
}
