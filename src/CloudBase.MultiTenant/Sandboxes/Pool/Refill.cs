using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Keeps warm sandboxes ready: what is missing is counted in the store, started as fast as the bucket lets, and never in the way of a call that waits.</summary>
internal sealed class Refill(PoolDefinition pool, PoolParts parts, PoolMembers members, WarmMembers warm, MemberStart start, MemberEnd end, RefillLedger ledger)
{
    private readonly ConcurrentDictionary<Task, byte> _starting = new();

    /// <summary>Begins as many starts as are due.</summary>
    /// <param name="cancellationToken">Ends the round before a start is begun.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SandboxMemberCount> counts = await parts.Store.CountSandboxMembersAsync(parts.Account, pool.Name, cancellationToken).ConfigureAwait(false);
        int neutral = counts.Where(c => c.IsNeutral && c.Template == pool.TemplateText && c.State != SandboxMemberState.Stopping).Sum(c => c.Count);
        int total = counts.Where(c => c.State != SandboxMemberState.Paused).Sum(c => c.Count);

        // Callers that wait come first: what they may start themselves is left free.
        int room = pool.Options.MaxTotal - warm.Waiting;
        int missing = Math.Min(pool.Options.WarmTarget - neutral, room - total);
        if (missing <= 0 || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        int starts = await ledger.TakeAsync(missing).ConfigureAwait(false);
        SandboxCeilings ceilings = new() { PoolTotal = room, PoolNeutral = pool.Options.WarmTarget };
        for (int i = 0; i < starts; i++)
        {
            if ((await members.InsertAsync(start.Draft(null), ceilings).ConfigureAwait(false)).Member is not { } row)
            {
                if (i == 0)
                {
                    await ledger.GiveBackProbeAsync().ConfigureAwait(false);
                }

                return;
            }

            Track(StartAsync(row));
        }
    }

    /// <summary>Waits for the starts that this host has begun.</summary>
    public Task WaitAsync() => Task.WhenAll(_starting.Keys);

    private void Track(Task starting)
    {
        _starting[starting] = 0;
        _ = starting.ContinueWith(t => _starting.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task StartAsync(SandboxMember row)
    {
        await Task.Yield();
        try
        {
            ISandbox sandbox;
            try
            {
                sandbox = await start.StartAsync(row).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                await ledger.RecordAsync(exception).ConfigureAwait(false);
                return;
            }

            await ledger.RecordAsync(null).ConfigureAwait(false);
            MemberWrite ready = await members.UpdateAsync(members.Free(row, SandboxMemberState.Ready, parts.Now + pool.Options.CheckInterval) with { Sandbox = sandbox.Id }).ConfigureAwait(false);
            if (ready.Member is { } member)
            {
                warm.Offer(member);
            }
            else
            {
                await end.EndStartedAsync(row, sandbox.Id, "its start took too long").ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // Nobody awaits it; the row is due when its start should be done.
            SandboxPoolLog.RoundFailed(parts.Log, exception, pool.Name);
        }
    }
}
