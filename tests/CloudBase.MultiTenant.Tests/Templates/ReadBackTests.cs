using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>What is read back otherwise is an error and never a success; lists that lag are waited for.</summary>
public sealed class ReadBackTests
{
    private static readonly TenantId s_tenant = TenantId.Parse("tenant-00000");
    private static readonly TemplateApplyOptions s_atOnce = new() { Patience = TimeSpan.Zero };

    private readonly TemplateWorld _world = new();

    [Fact]
    public async Task Apply_ReadBackOtherwiseForGood_IsAMismatchForEveryCallerUntilItIsMended()
    {
        await _world.AddTenantsAsync(1);
        _world.Module.Mismatches = static _ => [new TemplateMismatch("collections", "audit", "there", "not there")];
        SimulatedHost host = _world.Inner.NewHost();
        await ApplyAsync(host);

        TemplateMismatchException mismatch = await MismatchAsync(host);

        mismatch.Message.Should().Contain("audit is not there, and the template says there");
        (await MismatchAsync(_world.Inner.NewHost("other"))).Operation.Should().Be(mismatch.Operation);
        _world.Module.Readings.Should().Be(4, "lists may lag, and so it was looked more than once");
        Tenant parked = await host.Directory.GetAsync(s_tenant);
        parked.Template!.Version.Should().Be("1", "what was not read back is on no record");
        parked.Spec.Template.Should().BeNull();

        _world.Module.Mismatches = static _ => [];
        await host.Operations.ResumeAsync(mismatch.Operation);
        await _world.Inner.RunToEndAsync(host);

        (await host.Directory.GetAsync(s_tenant)).Template!.Version.Should().Be("2");
        _world.Module.Made.Should().ContainSingle("what was made is not made again");
    }

    [Fact]
    public async Task Apply_ReadBackOtherwiseForAWhile_IsLookedAtAgainAndSucceeds()
    {
        await _world.AddTenantsAsync(1);
        int looks = 0;
        _world.Module.Mismatches = _ => ++looks < 4 ? [new TemplateMismatch("collections", "audit", "there", "not there")] : [];
        SimulatedHost host = _world.Inner.NewHost();

        await ApplyAsync(host);

        (await host.Directory.GetAsync(s_tenant)).Template!.Version.Should().Be("2");
        looks.Should().Be(4);
    }

    [Fact]
    public async Task Apply_WhileAnotherHostIsGivenOtherContentUnderTheName_GoesOnWithWhatWasPlanned()
    {
        await _world.AddTenantsAsync(1);
        _world.Module.Mismatches = static _ => [new TemplateMismatch("collections", "audit", "there", "not there")];
        SimulatedHost host = _world.Inner.NewHost();
        await ApplyAsync(host);
        TemplateMismatchException mismatch = await MismatchAsync(host);
        List<string> readBack = [];
        _world.Module.Mismatches = target =>
        {
            readBack.Add(target.Template.Definition);
            return [];
        };
        _world.Inner.Templates.Add(TemplateWorld.Second with { Collections = TemplateWorld.First.Collections });
        SimulatedHost other = _world.Inner.NewHost("other");

        await other.Operations.ResumeAsync(mismatch.Operation);
        await _world.Inner.RunToEndAsync(other);

        readBack.Should().Equal(TemplateWorld.Second.Definition);
        (await other.Directory.GetAsync(s_tenant)).Template!.Definition.Should().Be(TemplateWorld.Second.Definition);
    }

    private async Task ApplyAsync(SimulatedHost host)
    {
        await FluentActions.Awaiting(() => host.Get<IEnvironmentTemplates>().ApplyAsync(TemplateWorld.Second, s_tenant, s_atOnce).AsTask()).Should().ThrowAsync<ProvisioningPendingException>();
        await _world.Inner.RunToEndAsync(host);
    }

    private static async Task<TemplateMismatchException> MismatchAsync(SimulatedHost host) =>
        (await FluentActions.Awaiting(() => host.Get<IEnvironmentTemplates>().ApplyAsync(TemplateWorld.Second, s_tenant, s_atOnce).AsTask()).Should().ThrowAsync<TemplateMismatchException>()).Which;
}
