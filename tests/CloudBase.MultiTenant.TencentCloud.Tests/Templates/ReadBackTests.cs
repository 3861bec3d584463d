using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>What was told to be done is read back, and waited for where the cloud takes its time.</summary>
public sealed class ReadBackTests
{
    private static readonly EnvironmentTemplate s_template = RandomTemplate.Of(1, 2);

    [Theory]
    [InlineData("UpdateTable", "c0/indexes")]
    [InlineData("ModifyLoginConfig", "login")]
    [InlineData("CreateAuthDomain", "a.example.com")]
    public async Task Apply_WhereTheCloudSaysYesAndDoesNothing_IsAMismatchAndNoSuccess(string action, string thing)
    {
        string? ignored = null;
        await using TemplateHost host = await TemplateHost.StartAsync(
            o => (o.Provisioning.PollMin, o.Provisioning.PollMax) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)), between: inner => new IgnoredActionHandler(() => ignored, inner));
        Tenant tenant = await host.NewTenantAsync("user-1");
        ignored = action;

        TemplateMismatchException mismatch = (await FluentActions.Awaiting(() => host.ApplyAsync(s_template, tenant)).Should().ThrowAsync<TemplateMismatchException>()).Which;

        mismatch.ErrorCode.Should().Be(CloudBaseErrorCodes.TemplateMismatch);
        mismatch.Tenant.Should().Be(tenant.Id);
        mismatch.Message.Should().Contain(thing);
        Tenant after = await host.Get<ITenantDirectory>().GetAsync(tenant.Id);
        after.Template.Should().BeNull("what was not read back was not applied");
        (await host.Get<ITenantOperations>().FindAsync(mismatch.Operation))!.State.Should().Be(OperationState.Parked);
    }

    [Fact]
    public async Task Apply_WhileFunctionsAreBeingMade_ConfiguresOnlyWhatReportsReady()
    {
        var cloud = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var delay = TimeSpan.FromSeconds(30);
        int unready = 0;
        await using TemplateHost host = await TemplateHost.StartAsync(
            o => (o.Provisioning.PollMin, o.Provisioning.PollMax) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)),
            o => (o.TimeProvider, o.FunctionReadyDelay) = (cloud, delay),
            between: inner => new UnreadyHandler(cloud, delay, inner) { Seen = () => unready++ });
        Tenant tenant = await host.NewTenantAsync("user-1");
        host.Calls.Clear();

        Tenant after = await host.ApplyAsync(s_template, tenant);

        after.Template!.Version.Should().Be(s_template.Version);
        host.Calls.Refused.Should().BeEmpty("nothing is told to a function that is not ready");
        host.Calls.Of("CreateTrigger").Should().Be(2);
        unready.Should().Be(1, "it was asked until it was ready");

        EnvironmentTemplate next = s_template with
        {
            Version = "2",
            Functions = [.. s_template.Functions.Select(f => f with { MemoryMegabytes = 512, Files = new Dictionary<string, TemplateFile> { ["index.js"] = TemplateFile.Of("exports.main = async () => 2;") } })],
        };
        host.Calls.Clear();

        (await host.ApplyAsync(next, tenant)).Template!.Version.Should().Be("2");

        host.Calls.Refused.Should().BeEmpty("code is in force before the configuration is changed");
        host.Calls.Of("UpdateFunctionConfiguration").Should().Be(2);
        unready.Should().BeGreaterThanOrEqualTo(2, "and asked again");
    }
}
