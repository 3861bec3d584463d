using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Storage.Tests.Sqlite;
using CloudBase.MultiTenant.TestKit.Stores;

namespace CloudBase.MultiTenant.Storage.Tests.Kill;

public sealed class ProcessKillTests(ITestOutputHelper output)
{
    private const int Rounds = 10;

    // Twenty real processes, two at a time on one file, each killed with SIGKILL at a moment drawn at random.
    [Fact]
    public async Task Commit_ProcessesKilledAtRandom_KeepsWhatWasAcknowledgedAndTearsNothing()
    {
        await using var stores = new SqliteStores();
        var random = new Random(20260301);
        Dictionary<string, List<int>> acknowledged = [];
        for (int round = 0; round < Rounds; round++)
        {
            string first = $"{2 * round}", second = $"{(2 * round) + 1}";
            List<int>[] both = await Task.WhenAll(
                RunUntilKilledAsync(stores.PatientConnection, first, random.Next(1, 150)), RunUntilKilledAsync(stores.PatientConnection, second, random.Next(1, 150)));
            acknowledged[first] = both[0];
            acknowledged[second] = both[1];
        }

        IMultiTenantStore store = stores.Open();
        StoreIdentity identity = await store.OpenAsync(
            new StoreIdentity(DeploymentName.Parse("kill"), new string('b', 64), StoreSamples.Now), CancellationToken.None);
        identity.MarkerKey.Should().Be(new string('a', 64), "the first process that opened the store pinned it");
        HashSet<string> audited = [];
        IReadOnlyList<AuditRecord> audit = await store.ReadAuditAsync(0, int.MaxValue, CancellationToken.None);
        audit.Select((r, i) => r.Sequence - i).Should().OnlyContain(first => first == 1, "no number is lost or used twice");
        audited.UnionWith(audit.Select(r => r.Detail!));
        audited.Should().HaveCount(audit.Count);

        List<Tenant> tenants = await store.ListTenantsAsync(CloudAccountName.Default, new TenantQuery { PageSize = 1000 }, CancellationToken.None).ToListAsync();
        audited.SetEquals(tenants.Select(t => t.Id.Value)).Should().BeTrue("tenant and audit record are one commit");
        foreach (Tenant tenant in tenants)
        {
            await MustBeWholeAsync(store, tenant);
        }

        string[] missing = [.. acknowledged.SelectMany(a => a.Value.Select(n => $"{a.Key}/{n}")).Where(id => !audited.Contains(id))];
        missing.Should().BeEmpty("an acknowledged commit is durable");
        acknowledged.Values.Should().OnlyContain(numbers => numbers.Count > 0, "each process was killed at work");
        output.WriteLine($"{2 * Rounds} kills, {acknowledged.Values.Sum(v => v.Count)} acknowledged, {tenants.Count} stored.");
    }

    private static async Task MustBeWholeAsync(IMultiTenantStore store, Tenant tenant)
    {
        string[] parts = tenant.Id.Value.Split('/');
        StoreChange[] changes = KillTarget.ChangesOf(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        TenantOperation operation = changes.OfType<StoreChange.InsertOperation>().Single().Operation;
        (await store.FindOperationAsync(operation.Id, CancellationToken.None)).Should().Be(operation with { Version = 1 });
        (await store.ReadJournalAsync(operation.Id, 0, CancellationToken.None)).Should().HaveCount(2);
        EnvironmentBinding binding = changes.OfType<StoreChange.BindEnvironment>().Single().Binding;
        (await store.FindBindingAsync(CloudAccountName.Default, binding.Environment, CancellationToken.None)).Should().Be(binding);
        SandboxMember sandbox = changes.OfType<StoreChange.InsertSandboxMember>().Single().Member;
        (await store.FindSandboxMemberAsync(CloudAccountName.Default, sandbox.Id, CancellationToken.None)).Should().Be(sandbox with { Version = 1 });
        PooledEnvironment pooled = changes.OfType<StoreChange.InsertPooledEnvironment>().Single().Member;
        (await store.FindPooledEnvironmentAsync(CloudAccountName.Default, pooled.Id, CancellationToken.None)).Should().Be(pooled with { Version = 1 });
        SharedRecord record = changes.OfType<StoreChange.PutSharedRecord>().Single().Record;
        (await store.FindSharedRecordAsync(CloudAccountName.Default, record.Kind, record.Name, CancellationToken.None)).Should().Be(record with { Version = 1 });
    }

    /// <summary>Lets a process work until it has acknowledged so many, kills it, and returns all that it acknowledged before it died.</summary>
    private static async Task<List<int>> RunUntilKilledAsync(string file, string name, int killAfter)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(KillTarget).Assembly.Location, KillTarget.Verb, file, name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<int> acknowledged = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // A line that the kill cut in half acknowledges nothing that can be read.
            if (int.TryParse(line, CultureInfo.InvariantCulture, out int number))
            {
                acknowledged.Add(number);
            }

            if (acknowledged.Count == killAfter)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        (await errors).Should().BeEmpty();
        return acknowledged;
    }
}
