using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>Who asks while the same is being done gets its outcome; who asks for something else gets what was asked for, afterwards.</summary>
public sealed class JoiningTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    [Fact]
    public async Task ChangePlanAsync_WhileAnotherChangeRuns_EndsWithItsOwnPackage()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = TimeSpan.Zero }).AsTask());

        Tenant after = await RunAsync(world, host, host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_team", Patience = Patience }).AsTask());

        after.Spec.PackageId.Should().Be("baas_pf_team");
        world.Cloud.Ledger.Count(l => l.Kind == "change-plan").Should().Be(2);
    }

    [Fact]
    public async Task ChangePlanAsync_WhileTheSameChangeRuns_JoinsItAndPaysOnce()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = TimeSpan.Zero }).AsTask());

        Tenant after = await RunAsync(world, host, host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = Patience }).AsTask());

        after.Spec.PackageId.Should().Be("baas_pf_standard");
        (await world.OperationsAsync()).Should().ContainSingle(o => o.Kind == OperationKind.ChangePlan);
    }

    [Fact]
    public async Task ChangePlanAsync_CallerOfTheSecondGoesAway_EndsTheWaitAndNothingElse()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = TimeSpan.Zero }).AsTask());
        using var gone = new CancellationTokenSource();
        Task<Tenant> second = host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_team", Patience = Patience }, gone.Token).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).Spec.PackageId.Should().Be("baas_pf_standard");
        (await world.OperationsAsync()).Should().ContainSingle(o => o.Kind == OperationKind.ChangePlan);
    }

    [Fact]
    public async Task ChangePlanAsync_PatienceEndsWhileAnotherRuns_SaysSoAndDoesNotSpin()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_standard", Patience = TimeSpan.Zero }).AsTask());

        Func<Task> second = () => host.Provisioner.ChangePlanAsync(Verbs.User, new ChangePlanOptions { PackageId = "baas_pf_team", Patience = TimeSpan.Zero }).AsTask();

        await second.Should().ThrowAsync<ProvisioningPendingException>();
        (await world.OperationsAsync()).Should().ContainSingle(o => o.Kind == OperationKind.ChangePlan);
    }

    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(10, 0, 2)]
    public async Task RotateKeysAsync_WhileOneRuns_JoinsOnlyOneOfTheSameOverlap(int running, int asked, int rotations)
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.RotateKeysAsync(Verbs.User, new RotateKeysOptions { Overlap = TimeSpan.FromMinutes(running), Patience = TimeSpan.Zero }).AsTask());

        await RunAsync(world, host, host.Provisioner.RotateKeysAsync(Verbs.User, new RotateKeysOptions { Overlap = TimeSpan.FromMinutes(asked), Patience = Patience }).AsTask());

        (await world.OperationsAsync()).Count(o => o.Kind == OperationKind.RotateKeys).Should().Be(rotations);
    }

    [Fact]
    public async Task SuspendAsync_DeletingKeysWhileOneRunsThatDoesNot_NamesWhatIsStillOpen()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        world.ForeignKeys.Add((await world.TenantsAsync()).Single().EnvironmentId!.Value, "by-hand");
        await BeginAsync(host.Provisioner.SuspendAsync(Verbs.User, new SuspendOptions { Reason = "first", Patience = TimeSpan.Zero }).AsTask());

        SuspendResult result = await RunAsync(world, host, host.Provisioner.SuspendAsync(
            Verbs.User, new SuspendOptions { Reason = "second", DeleteForeignKeys = true, Patience = Patience }).AsTask());

        result.StillOpen.Should().ContainSingle().Which.Should().Contain("by-hand");
    }

    [Fact]
    public async Task DeprovisionAsync_SkippingIsolationWhileOneRunsThatDoesNot_SaysWhenTheDataGoes()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync();
        await BeginAsync(host.Provisioner.DeprovisionAsync(Verbs.User, new DeprovisionOptions { Patience = TimeSpan.Zero }).AsTask());

        DeprovisionResult result = await RunAsync(world, host, host.Provisioner.DeprovisionAsync(
            Verbs.User, new DeprovisionOptions { SkipIsolationPeriod = true, Patience = Patience }).AsTask());

        result.Tenant.State.Should().Be(TenantState.Deprovisioned);
        result.PurgeExpectedAt.Should().BeAfter(world.Time.GetUtcNow());
    }

    private static async Task<(SimulatedWorld World, SimulatedHost Host)> ActiveAsync()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        return (world, host);
    }

    private static async Task BeginAsync(Task verb) => (await Record.ExceptionAsync(() => verb)).Should().BeOfType<ProvisioningPendingException>();

    private static async Task<T> RunAsync<T>(SimulatedWorld world, SimulatedHost host, Task<T> verb)
    {
        while (!verb.IsCompleted)
        {
            await world.RunToEndAsync(host, TimeSpan.FromMinutes(20));

            // What the caller begins next, it begins when it is woken.
            await Task.WhenAny(verb, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        return await verb;
    }
}
