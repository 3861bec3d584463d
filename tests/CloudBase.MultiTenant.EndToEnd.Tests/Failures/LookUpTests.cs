using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Failures;

/// <summary>The guard that keeps from paying twice, against the real emulator: it bills every order that it accepts.</summary>
public sealed class LookUpTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Provision_ReplyOfTheOrderIsLost_IsAdoptedAndWithoutTheLookUpBilledTwice(bool isBlind, int orders)
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Service = "tcb", Action = "CreateEnv" });
        await using OneHost host = await OneHost.StartAsync(folder, emulator, new HostSettings
        {
            Configure = options =>
            {
                options.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain;
                options.Provisioning.SignatureWindow = TimeSpan.FromSeconds(1);
                options.Provisioning.ClockSkew = TimeSpan.Zero;
                options.Provisioning.CreateVisibility = TimeSpan.Zero;
                options.Provisioning.PollMax = TimeSpan.FromMilliseconds(200);
            },
            Services = services => Blind(services, isBlind),
        });

        Tenant tenant = await host.Provisioner.EnsureAsync(TenantId.Parse("user-42@example.com"), TenantSpec.Default);

        tenant.State.Should().Be(TenantState.Active);
        emulator.Ledger.Count(e => e.Kind == LedgerEntryKind.New).Should().Be(orders);
    }

    /// <summary>Lets the host see a complete listing with nothing in it.</summary>
    private static void Blind(IServiceCollection services, bool isBlind)
    {
        if (!isBlind)
        {
            return;
        }

        ServiceDescriptor real = services.Last(d => d.ServiceType == typeof(IEnvironmentCloud));
        services.AddSingleton(provider => Intercepted<IEnvironmentCloud>.Wrap((IEnvironmentCloud)Make(real, provider), static (method, _) =>
            method == nameof(IEnvironmentCloud.ScanAsync) ? new ValueTask<EnvironmentScan>(new EnvironmentScan([], 0, true)) : null));
    }

    private static object Make(ServiceDescriptor descriptor, IServiceProvider provider) =>
        descriptor.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!);
}
