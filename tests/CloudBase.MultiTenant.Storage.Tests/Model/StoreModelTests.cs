using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Storage.Tests.Sqlite;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Stores;
using CsCheck;

namespace CloudBase.MultiTenant.Storage.Tests.Model;

public sealed class StoreModelTests(ITestOutputHelper output)
{
    private const int Runs = 60;

    // Each number of the outer array is a change set of a small world, in which collisions are the rule.
    [Fact]
    public async Task Commit_RandomChangeSets_BothStoresDoWhatTheModelDoes()
    {
        await using var stores = new SqliteStores();
        IMultiTenantStore sqlite = stores.Open();
        await sqlite.EnsureSchemaAsync(CancellationToken.None);
        int run = 0, committed = 0, refused = 0, ceilings = 0;

        await Gen.Int[0, int.MaxValue].Array[10, 40].SampleAsync(
            async seeds =>
            {
                var world = new SmallWorld(Interlocked.Increment(ref run));
                var model = new StoreModel();
                var memory = new InMemoryMultiTenantStore();
                long audited = (await LastAuditAsync(sqlite)) ?? 0;
                foreach (int seed in seeds)
                {
                    StoreChange[] changes = world.Draw(new Random(seed), model);
                    StoreChange? expected = model.Commit(changes);
                    CommitResult inMemory = await memory.CommitAsync(changes);
                    CommitResult inSqlite = await sqlite.CommitAsync(changes);

                    ReferenceEquals(inMemory.Refused, expected).Should().BeTrue($"in memory: {inMemory.Reason}, model: {expected}");
                    ReferenceEquals(inSqlite.Refused, expected).Should().BeTrue($"SQLite: {inSqlite.Reason}, model: {expected}");
                    inSqlite.Reason.Should().Be(inMemory.Reason);
                    (inMemory.Ceiling, inSqlite.Ceiling).Should().Be((model.Passed, model.Passed), inMemory.Reason);
                    ceilings += model.Passed is null ? 0 : 1;
                    committed += expected is null ? 1 : 0;
                    refused += expected is null ? 0 : 1;
                }

                string[] wanted = world.Dump(model);
                (await world.DumpAsync(memory, 0)).Should().Equal(wanted);
                (await world.DumpAsync(sqlite, audited)).Should().Equal(wanted);
            },
            iter: Runs,
            threads: 1);

        output.WriteLine($"{run} runs, {committed} change sets committed, {refused} refused, {ceilings} of them by a ceiling.");
        committed.Should().BeGreaterThan(Runs);
        refused.Should().BeGreaterThan(Runs);
        ceilings.Should().BePositive();
    }

    private static async Task<long?> LastAuditAsync(IMultiTenantStore store) =>
        (await store.ReadAuditAsync(0, int.MaxValue, CancellationToken.None)).LastOrDefault()?.Sequence;
}
