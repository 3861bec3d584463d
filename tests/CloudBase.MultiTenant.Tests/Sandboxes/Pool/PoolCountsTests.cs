using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using CloudBase.MultiTenant.Tests.Credentials;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What a sandbox's life costs in calls to its provider, commands in it and commits to the store, with and without a user for the MCP server and snapshots: docs/benchmarks/sandbox-pool.md states these.</summary>
public sealed class PoolCountsTests(ITestOutputHelper output) : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly ConcurrentQueue<string> _seen = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(null, false)]
    [InlineData("mcp", false)]
    [InlineData(null, true)]
    [InlineData("mcp", true)]
    public async Task Life_OfASandbox_TakesSoManyCommandsCallsAndCommits(string? user, bool snapshots)
    {
        // A user costs two looks with each credential that goes in, and one removal before a pause; a snapshot one call, one commit, and the deletion of the one before.
        (int looks, int removals) = user is null ? (0, 0) : (2, 1);
        (int commits, string taken, string deleted) = snapshots ? (14, ", snapshot 1", ", delete 1") : (13, string.Empty, string.Empty);
        (_world.Options.McpUser, _world.Options.SnapshotOnPause, _world.Options.WarmTarget, _world.Options.MaxTotal) = (user, snapshots, 1, 1);
        _world.Options.OrphanInterval = TimeSpan.FromDays(1);
        PoolHost host = _world.NewHost(store: new CountingStore(_world.Store) { BeforeCommit = changes => changes.Changes.Any(c => c is StoreChange.PutSharedRecord { Record.Kind: "sandbox-pool" }) ? Task.CompletedTask : SeeAsync("commit") });
        _world.Provider.Before = (action, _) => SeeAsync(action);
        TenantId tenant = await _world.NewTenantAsync();
        await PoolClock.FillAsync(_world, 3, host);
        List<string> counted = [];

        // What follows is of this sandbox alone: nothing is started in its place, and no sweep falls due.
        _world.Options.WarmTarget = 0;
        _seen.Clear();

        ISandboxLease lease = await host.AcquireAsync(tenant);
        lease.Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        await lease.Commands.RunAsync("true");
        Count("claim and first command");

        await lease.DisposeAsync();
        Count("return");

        await PoolClock.PassIdleAsync(_world, host);
        (await _world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Paused);
        Count("pause");

        ISandboxLease restored = await host.AcquireAsync(tenant);
        restored.Arrival.Origin.Should().Be(SandboxOrigin.Restored);
        await restored.Commands.RunAsync("true");
        Count("restore and first command");

        await restored.DisposeAsync();
        _seen.Clear();
        await PoolClock.PassIdleAsync(_world, host);
        Count("second pause");

        counted.Should().Equal(
            $"claim and first command: commit 2, connect 1, extend 1, run {2 + looks}",
            "return: commit 2, run 1",
            $"pause: commit {commits}, connect 1, extend 10, pause 1, run {1 + removals}{taken}",
            $"restore and first command: commit 2, connect 1, extend 1, resume 1, run {4 + looks}",
            $"second pause: commit {commits}, connect 1{deleted}, extend 10, pause 1, run {1 + removals}{taken}");

        void Count(string what)
        {
            string line = $"{what}: {string.Join(", ", _seen.GroupBy(s => s).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"))}";
            output.WriteLine(line);
            counted.Add(line);
            _seen.Clear();
        }
    }

    private Task SeeAsync(string what)
    {
        _seen.Enqueue(what);
        return Task.CompletedTask;
    }
}
