using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Benchmarks.Stores;

/// <summary>Measures the SQLite store as hosts use it: look-ups among many tenants, listing, and commits of many callers at once.</summary>
internal static class StoreMeasurement
{
    private const int Tenants = 100_000;
    private const int Callers = 64;
    private const int CommitsEach = 300;

    public static async Task RunAsync(TextWriter output, bool commitsOnly)
    {
        string directory = Directory.CreateTempSubdirectory("cbmt-bench-").FullName;
        try
        {
            var builder = new Builder();
            builder.UseSqliteStore(Path.Combine(directory, "tenants.db"));
            ServiceProvider host = builder.Services.BuildServiceProvider();
            await using (host.ConfigureAwait(false))
            {
                var store = host.GetRequiredService<IMultiTenantStore>();
                await store.OpenAsync(new StoreIdentity(DeploymentName.Parse("bench"), new string('a', 64), StoreSamples.Now), CancellationToken.None);
                await MeasureAsync(output, "change sets of 6 changes", i => CommitAsync(store, i));
                await MeasureAsync(output, "changes of a sandbox's row with its tenant's ceilings", i => ClaimAsync(store, i));
                if (commitsOnly)
                {
                    return;
                }

                await FillAsync(store, output);
                await MeasureLookupsAsync(store, output);
                await MeasureListingAsync(store, output);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>As many to warm up as are measured: with fewer the just-in-time compiler is measured as well.</summary>
    private static async Task MeasureAsync(TextWriter output, string what, Func<int, Task> commits)
    {
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => commits(i))));
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(Callers, Callers).Select(i => Task.Run(() => commits(i))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Write(output, $"{Callers} callers, {Callers * CommitsEach:N0} {what} in {seconds:F2} s: {Callers * CommitsEach / seconds:N0} a second, "
            + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (Callers * CommitsEach):F0} us of processor time each");
    }

    private static async Task ClaimAsync(IMultiTenantStore store, int caller)
    {
        var ceilings = new SandboxCeilings { TenantRunning = 2, TenantTotal = 4 };
        SandboxMember member = PoolSamples.Sandbox($"caller-{caller}", tenant: $"caller-{caller}");
        await store.MustCommitAsync(new StoreChange.InsertSandboxMember(member, ceilings));
        for (int i = 1; i <= CommitsEach; i++)
        {
            member = member with { Version = i, State = i % 2 == 0 ? SandboxMemberState.Leased : SandboxMemberState.Binding, Incarnation = i };
            await store.MustCommitAsync(new StoreChange.UpdateSandboxMember(member, ceilings));
        }
    }

    private static async Task CommitAsync(IMultiTenantStore store, int caller)
    {
        Tenant tenant = StoreSamples.Tenant(StoreSamples.Key($"caller-{caller}"), 1_000_000 + caller);
        TenantOperation operation = StoreSamples.Filled(StoreSamples.OperationOf(caller, tenant.Key));
        await store.MustCommitAsync(new StoreChange.InsertTenant(tenant), new StoreChange.InsertOperation(operation));
        for (int i = 1; i <= CommitsEach; i++)
        {
            await store.MustCommitAsync(
                new StoreChange.UpdateOperation(operation with { Version = i, LastSequence = 2 * i, DueAt = StoreSamples.Now.AddSeconds(i) }),
                new StoreChange.AppendJournal(StoreSamples.Entry(operation.Id, (2 * i) - 1, operation.Fence)),
                new StoreChange.AppendJournal(StoreSamples.Entry(operation.Id, 2 * i, operation.Fence)),
                new StoreChange.AppendAudit(StoreSamples.Audit("intent")),
                new StoreChange.AppendAudit(StoreSamples.Audit("applied")),
                new StoreChange.UpdateTenant(tenant with { Version = i }));
        }
    }

    private static async Task FillAsync(IMultiTenantStore store, TextWriter output)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (int[] chunk in Enumerable.Range(0, Tenants).Chunk(1000))
        {
            await store.MustCommitAsync(
                [.. chunk.Select(i => new StoreChange.InsertTenant(StoreSamples.Filled(StoreSamples.Tenant(StoreSamples.Key($"user-{i}@example.com"), i))))]);
        }

        Write(output, $"fill: {Tenants:N0} tenants in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s, 1,000 a change set");
    }

    private static async Task MeasureLookupsAsync(IMultiTenantStore store, TextWriter output)
    {
        var random = new Random(1);
        double[] microseconds = new double[20_000];
        TimeSpan cpu = TimeSpan.Zero;
        for (int i = -2000; i < microseconds.Length; i++)
        {
            if (i == 0)
            {
                cpu = Environment.CpuUsage.TotalTime;
            }

            TenantId id = TenantId.Parse($"user-{random.Next(Tenants)}@example.com");
            long start = Stopwatch.GetTimestamp();
            Tenant? tenant = await store.FindTenantAsync(CloudAccountName.Default, id, EnvironmentName.Default, CancellationToken.None);
            if (i >= 0)
            {
                microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            if (tenant?.Id != id)
            {
                throw new InvalidOperationException($"Looked for '{id}' and found '{tenant?.Id}'.");
            }
        }

        TimeSpan spent = Environment.CpuUsage.TotalTime - cpu;
        Array.Sort(microseconds);
        Write(output, $"look-up by tenant among {Tenants:N0}: median {microseconds[microseconds.Length / 2]:F0} us, "
            + $"p99 {microseconds[microseconds.Length * 99 / 100]:F0} us, {spent.TotalMicroseconds / microseconds.Length:F0} us of processor time each, {microseconds.Length:N0} look-ups, one caller");
    }

    private static async Task MeasureListingAsync(IMultiTenantStore store, TextWriter output)
    {
        foreach (int size in (int[])[200, 1000])
        {
            long start = Stopwatch.GetTimestamp();
            int count = 0;
            await foreach (Tenant _ in store.ListTenantsAsync(CloudAccountName.Default, new TenantQuery { PageSize = size }, CancellationToken.None))
            {
                count++;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Write(output, $"listing: {count:N0} tenants in {seconds:F2} s, {size:N0} a page: {count / seconds:N0} a second");
        }
    }

    private static void Write(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Write(TextWriter output, string line) => output.WriteLine(line);

    private sealed class Builder : ICloudBaseMultiTenantBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
