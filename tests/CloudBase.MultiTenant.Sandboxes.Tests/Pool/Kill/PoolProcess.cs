using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool.Kill;

/// <summary>The process that is killed, or that goes on: a host with a pool. It says in lines how far it is.</summary>
internal static class PoolProcess
{
    public const string Verb = "hold-a-sandbox";

    public static async Task<int> RunAsync(KillMoment moment, string[] where)
    {
        bool isFull = false;
        await using ServiceProvider host = PoolSite.Parse(where).NewHost($"host-{moment}", services => StandStill(services, moment, () => isFull));
        SandboxPoolKeeper keeper = host.GetRequiredService<SandboxPoolKeeper>();
        await keeper.RunOnceAsync();
        isFull = true;
        if (moment == KillMoment.Never)
        {
            await keeper.StartAsync(default);
            await GoOnAsync(host);
            await keeper.StopAsync(default);
            return 0;
        }

        // No rounds besides: a start that was under way is given up for dead only after minutes.
        ISandboxLease lease = await AcquireAsync(host, PoolSite.Tenant);
        await lease.Files.WriteTextAsync("work.txt", "unsaved");
        Say($"{moment} {lease.Sandbox}");
        await Task.Delay(Timeout.Infinite);
        return 1;
    }

    /// <summary>Waits until nothing is left in the middle, and takes the tenant's sandbox and a neighbour's.</summary>
    private static async Task GoOnAsync(ServiceProvider host)
    {
        IMultiTenantStore store = host.GetRequiredService<IMultiTenantStore>();
        IReadOnlyList<SandboxMember> rows;
        while ((rows = await store.ReadSandboxMembersAsync(CloudAccountName.Default, new SandboxMemberQuery(), 100, default)).Any(r => r.State is not (SandboxMemberState.Ready or SandboxMemberState.Idle or SandboxMemberState.Paused)))
        {
            await Task.Delay(50);
        }

        foreach (SandboxMember own in rows.Where(r => r.Tenant is not null))
        {
            Say($"taken {own.StateSince:O}");
        }

        await using ISandboxLease lease = await AcquireAsync(host, PoolSite.Tenant);
        await using ISandboxLease neighbour = await AcquireAsync(host, PoolSite.Neighbour);
        string work = await lease.Files.FindAsync("work.txt") is null ? "-" : await lease.Files.ReadTextAsync("work.txt");
        Say($"tenant {lease.Sandbox} {lease.Incarnation} {lease.Arrival.Origin} {work}");
        Say($"neighbour {neighbour.Sandbox} {neighbour.Arrival.Origin}");
        SandboxPoolStatus status = await host.GetRequiredService<ISandboxPool>().GetStatusAsync("node");
        Say($"leased {status.Leased}");
    }

    private static Task<ISandboxLease> AcquireAsync(ServiceProvider host, TenantId tenant) => host.GetRequiredService<ISandboxPool>().AcquireAsync(tenant, SandboxRequest.FromPool("node"));

    /// <summary>Lets one call say where it is, and never return.</summary>
    private static void StandStill(IServiceCollection services, KillMoment moment, Func<bool> isFull)
    {
        if (moment == KillMoment.Claimed)
        {
            Decorate<ISandboxProvider>(services, (method, args) =>
                isFull() && method == nameof(ISandboxProvider.ConnectAsync) ? SayForEver<ISandbox>($"{moment} {args[0]}") : null);
        }
        else if (moment == KillMoment.Written)
        {
            Decorate<IMultiTenantStore>(services, (method, args) =>
                isFull() && method == nameof(IMultiTenantStore.CommitAsync) && ((ChangeSet)args[0]!).Changes.OfType<StoreChange.UpdateSandboxMember>().FirstOrDefault(u => u.Member.State == SandboxMemberState.Leased) is { } binding
                    ? new ValueTask<CommitResult>(SayForEver<CommitResult>($"{moment} {binding.Member.Sandbox}"))
                    : null);
        }
    }

    private static void Decorate<T>(IServiceCollection services, Func<string, object?[], object?> answer)
        where T : class
    {
        ServiceDescriptor inner = services.Last(d => d.ServiceType == typeof(T) && !d.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton(p => Intercepted<T>.Wrap((T)(inner.ImplementationFactory?.Invoke(p) ?? ActivatorUtilities.CreateInstance(p, inner.ImplementationType!)), answer));
    }

    private static Task<T> SayForEver<T>(string line)
    {
        Say(line);
        return new TaskCompletionSource<T>().Task;
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
