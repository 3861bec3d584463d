using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Storage.Tests.Sqlite;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Storage.Tests.Kill;

/// <summary>The process that is killed: commits change sets as fast as it can and says each one that was acknowledged.</summary>
internal static class KillTarget
{
    public const string Verb = "write-until-killed";

    public const int Callers = 8;

    public static async Task<int> RunAsync(string file, string name)
    {
        var builder = new SqliteStores.Builder();
        builder.UseSqliteStore(file);
        await using ServiceProvider host = builder.Services.BuildServiceProvider();
        var store = host.GetRequiredService<IMultiTenantStore>();
        await store.OpenAsync(new StoreIdentity(DeploymentName.Parse("kill"), new string('a', 64), StoreSamples.Now), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => WriteAsync(store, name, caller))));
        return 0;
    }

    /// <summary>Everything that belongs to one acknowledged number.</summary>
    public static StoreChange[] ChangesOf(string name, int number)
    {
        int run = int.Parse(name, CultureInfo.InvariantCulture);
        int id = (run * 100_000) + number;
        TenantKey key = StoreSamples.Key($"{name}/{number}");
        return
        [
            new StoreChange.InsertTenant(StoreSamples.Tenant(key, id)),
            new StoreChange.InsertOperation(StoreSamples.OperationOf(id, key)),
            new StoreChange.AppendJournal(StoreSamples.Entry(StoreSamples.Operation(id), 1)),
            new StoreChange.AppendJournal(StoreSamples.Entry(StoreSamples.Operation(id), 2)),
            new StoreChange.AppendAudit(StoreSamples.Audit($"{name}/{number}")),
            new StoreChange.InsertSandboxMember(PoolSamples.Sandbox($"m-{id}", SandboxMemberState.Leased) with { Tenant = key }, new SandboxCeilings { TenantTotal = 1 }),
            new StoreChange.InsertPooledEnvironment(PoolSamples.Pooled($"e-{id}", PooledEnvironmentState.Claimed) with { Tenant = key }, 0),
            new StoreChange.PutSharedRecord(PoolSamples.Shared($"{id}")),
            new StoreChange.BindEnvironment(new EnvironmentBinding(EnvironmentId.Parse($"env-{id}"), key, StoreSamples.Now)),
        ];
    }

    private static async Task WriteAsync(IMultiTenantStore store, string name, int caller)
    {
        for (int number = caller; ; number += Callers)
        {
            await store.MustCommitAsync(ChangesOf(name, number));
            lock (Console.Out)
            {
                Console.Out.WriteLine(number);
                Console.Out.Flush();
            }
        }
    }
}
