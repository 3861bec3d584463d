using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Gives each claimer of this host a member of its own to try, so that many at once do not all try the same one. Thread-safe.</summary>
/// <remarks>It decides nothing: who gets a member is decided in the store, by the version of its row. What a read found beyond its claimer's member serves, for a moment, who asks next.</remarks>
internal sealed class PoolCandidates(IMultiTenantStore store, IEnvironmentCloud cloud, TimeProvider time)
{
    /// <summary>How many more rows are read than are being tried: other hosts try some of them.</summary>
    private const int Ahead = 8;

    /// <summary>How old what was left over may be: about as old as a row is anyhow when its claim is committed.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _tried = [];
    private Leftover _left = new(string.Empty, [], 0);

    /// <summary>Finds the member to try next: given the wanted template, least recently filled, and tried by nobody here.</summary>
    /// <param name="shape">What it has to be.</param>
    /// <param name="template">What it should have; one that has another is given where there is no better one.</param>
    /// <param name="refused">Whom this claimer was refused.</param>
    /// <param name="readAnew">Whether what another's read left over is no good any more.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The member, which the caller gives back with <see cref="Return"/>; null while there is none.</returns>
    public async ValueTask<PoolCandidate?> NextAsync(string shape, string? template, IReadOnlySet<string> refused, bool readAnew, CancellationToken cancellationToken)
    {
        if (!readAnew && TakeLeftover(shape, template, refused) is { } left)
        {
            return new PoolCandidate(left, IsReadForIt: false);
        }

        // Who asks at the same time takes rows that this one was about to see: it looks further until there are no more.
        for (int ahead = Ahead; ; ahead *= 2)
        {
            int most;
            lock (_lock)
            {
                // Where many ask, many will: each read leaves as much again for them.
                most = (_tried.Count * 2) + refused.Count + ahead;
            }

            IReadOnlyList<PooledEnvironment> ready = await store.ReadPooledEnvironmentsAsync(
                cloud.Account, PoolPlan.Query(PooledEnvironmentState.Ready) with { Shape = shape }, most, cancellationToken).ConfigureAwait(false);
            PooledEnvironment? member = Choose(ready, shape, template, refused);
            if (member is not null || ready.Count < most)
            {
                return member is null ? null : new PoolCandidate(member, IsReadForIt: true);
            }
        }
    }

    public void Return(PooledEnvironment member)
    {
        lock (_lock)
        {
            _tried.Remove(member.Id);
        }
    }

    private PooledEnvironment? TakeLeftover(string shape, string? template, IReadOnlySet<string> refused)
    {
        lock (_lock)
        {
            if (_left.Shape != shape || time.GetElapsedTime(_left.ReadAt) > s_moment)
            {
                return null;
            }

            // One with another template is not taken from here: a read may find a better one.
            int at = _left.Rows.FindIndex(m => m.Template == template && IsFree(m, refused));
            if (at < 0)
            {
                return null;
            }

            PooledEnvironment member = _left.Rows[at];
            _left.Rows.RemoveAt(at);
            _tried.Add(member.Id);
            return member;
        }
    }

    private PooledEnvironment? Choose(IReadOnlyList<PooledEnvironment> ready, string shape, string? template, IReadOnlySet<string> refused)
    {
        lock (_lock)
        {
            PooledEnvironment? member = ready.FirstOrDefault(m => m.Template == template && IsFree(m, refused)) ?? ready.FirstOrDefault(m => IsFree(m, refused));
            if (member is not null)
            {
                _tried.Add(member.Id);
                _left = new Leftover(shape, [.. ready.Where(m => !_tried.Contains(m.Id))], time.GetTimestamp());
            }

            return member;
        }
    }

    // One with an owner is being renewed.
    private bool IsFree(PooledEnvironment member, IReadOnlySet<string> refused) =>
        member is { Owner: null, Environment: not null } && !refused.Contains(member.Id) && !_tried.Contains(member.Id);

    private sealed record Leftover(string Shape, List<PooledEnvironment> Rows, long ReadAt);
}
