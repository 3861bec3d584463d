using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>What outlives a host: the clock, the store, the emulated cloud, the key ring. The sweep alone moves the clock, between rounds.</summary>
internal sealed class CloudWorld : IAsyncDisposable
{
    // Real time after which a round is taken to wait for something that never comes.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);

    private CloudWorld(FakeTimeProvider time, CloudBaseEmulator emulator, IsolationKind isolation) =>
        (Time, Emulator, Isolation) = (time, emulator, isolation);

    internal FakeTimeProvider Time { get; }

    internal CloudBaseEmulator Emulator { get; }

    internal IsolationKind Isolation { get; }

    internal InMemoryMultiTenantStore Store { get; } = new();

    internal ISecretProtector Protector { get; } = new EphemeralSecretProtector();

    internal SeededRandomSource Random { get; } = new(1);

    internal TestMeterFactory Meters { get; } = new();

    /// <summary>Gets what the cloud accepted as changes of templates' things, one line a call.</summary>
    internal WriteLog Writes { get; } = new();

    /// <summary>Gets or sets the options of hosts that are made from now on.</summary>
    internal Action<CloudBaseOptions> Options { get; set; } = static _ => { };

    /// <summary>Gets or sets what hosts that are made from now on have beside the rest.</summary>
    internal Action<ICloudBaseMultiTenantBuilder> Build { get; set; } = static _ => { };

    internal static async Task<CloudWorld> StartAsync(IsolationKind isolation, TimeSpan listLag = default, TimeSpan readyDelay = default)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions
        {
            Listen = false, NoLimits = true, Seed = 1, TimeProvider = time, ListLag = listLag, ReadyDelay = readyDelay, FunctionReadyDelay = readyDelay, AllocationPoolSize = 5,
        });
        return new CloudWorld(time, emulator, isolation);
    }

    internal CloudHost NewHost(string name, CrashGate? gate = null) => new(this, name, gate ?? new CrashGate());

    /// <summary>Waits for a host's work; false when the host crashed on the way and the work will never end.</summary>
    internal static async Task<bool> FinishAsync(CloudHost host, Task work)
    {
        await Task.WhenAny(work, host.Gate.Crashed).WaitAsync(Stuck, TimeProvider.System);
        if (host.Gate.IsCrashed)
        {
            return false;
        }

        await work;
        return true;
    }

    /// <summary>Runs hosts' work at the same time, one gate at a time, until each is done or crashed.</summary>
    internal static async Task TakeTurnsAsync(TurnTable turns, params (CloudHost Host, Task Work)[] flows)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (flows.Count(f => !f.Work.IsCompleted && !f.Host.Gate.IsCrashed) is > 0 and var live)
        {
            if (turns.Waiting >= live)
            {
                turns.Next();
            }
            else
            {
                TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Stuck, "no flow may wait for anything but its turn");
                await Task.Yield();
            }
        }

        await Task.WhenAll(flows.Where(f => !f.Host.Gate.IsCrashed).Select(f => f.Work));
    }

    /// <summary>Runs a host's pump, moving the clock to the next due time in between, until nothing is left to do within an hour.</summary>
    internal async Task<bool> RunToEndAsync(CloudHost host)
    {
        for (int round = 0; round < 500; round++)
        {
            if (!await FinishAsync(host, host.Pump.RunOnceAsync()))
            {
                return false;
            }

            if (!await MoveToNextDueAsync())
            {
                return true;
            }
        }

        throw new InvalidOperationException("Nothing settles: " + await CloudEndState.DescribeAsync(this));
    }

    /// <summary>Moves the clock to when a host has something to do; false when nothing is left to do within an hour.</summary>
    internal async Task<bool> MoveToNextDueAsync()
    {
        DateTimeOffset now = Time.GetUtcNow();
        DateTimeOffset? next = null;
        foreach (TenantOperation operation in await OperationsAsync())
        {
            if (operation.IsFinal || operation.State == OperationState.Parked)
            {
                continue;
            }

            DateTimeOffset at = operation.Lease is { } lease && lease.ExpiresAt + TimeSpan.FromSeconds(6) > operation.DueAt
                ? lease.ExpiresAt + TimeSpan.FromSeconds(6) : operation.DueAt;
            next = next is null || at < next ? at : next;
        }

        if (next is null || next > now + TimeSpan.FromHours(1))
        {
            return false;
        }

        if (next > now)
        {
            Time.SetUtcNow(next.Value);
        }

        return true;
    }

    internal async Task<List<TenantOperation>> OperationsAsync()
    {
        List<TenantOperation> all = [];
        await foreach (TenantOperation operation in Store.ListOperationsAsync(CloudAccountName.Default, new OperationQuery { IncludeFinal = true }, default))
        {
            all.Add(operation);
        }

        return all;
    }

    internal async Task<List<Tenant>> TenantsAsync()
    {
        List<Tenant> all = [];
        await foreach (Tenant tenant in Store.ListTenantsAsync(CloudAccountName.Default, TenantQuery.All, default))
        {
            all.Add(tenant);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Meters.Dispose();
        await Emulator.DisposeAsync();
    }
}
