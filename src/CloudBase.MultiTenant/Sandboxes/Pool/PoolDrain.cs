using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Whether a pool is drained: said once, kept in the store, and so for all hosts, those that start later too. Thread-safe.</summary>
internal sealed class PoolDrain(PoolDefinition pool, PoolParts parts)
{
    private const string Kind = "sandbox-drain";
    private const string IsDrained = "drained";
    private const string LeasesEndAt = "leases-end-at";

    /// <summary>How old what a call goes by may be: a claim does not pay for a read of its own.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    private readonly SharedRead<DrainState?> _reading = new();
    private readonly Lock _lock = new();
    private Seen? _seen;

    /// <summary>Gets how it stood a second ago at most; null while it is not drained.</summary>
    public ValueTask<DrainState?> LookAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_seen is { } seen && parts.Time.GetElapsedTime(seen.At) < s_fresh)
            {
                return new(seen.State);
            }
        }

        return new(_reading.GetAsync(ReadAsync, cancellationToken));
    }

    /// <summary>Reads how it stands; null while it is not drained.</summary>
    public async ValueTask<DrainState?> ReadAsync(CancellationToken cancellationToken)
    {
        long asked = parts.Time.GetTimestamp();
        SharedRecord? record = await parts.Store.FindSharedRecordAsync(parts.Account, Kind, pool.Name, cancellationToken).ConfigureAwait(false);
        return Keep(asked, Of(record?.Data ?? StepData.Empty));
    }

    /// <exception cref="SandboxPoolDrainedException">It is drained.</exception>
    public async ValueTask ThrowIfDrainedAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new SandboxPoolDrainedException(
                $"Sandbox pool '{pool.Name}' is drained, and hands out nothing until {nameof(ISandboxPool)}.{nameof(ISandboxPool.ResumeAsync)} is called for it.", pool.Name);
        }
    }

    /// <summary>Drains it, or, with null, ends that, whatever was said before.</summary>
    public async ValueTask ChangeAsync(DrainState? state, CancellationToken cancellationToken)
    {
        StepData data = state is null ? StepData.Empty
            : StepData.Empty.With(IsDrained, "1").With(LeasesEndAt, state.LeasesEndAt?.ToString("O", CultureInfo.InvariantCulture));
        SharedRecord record = new() { Account = parts.Account, Kind = Kind, Name = pool.Name, Data = data, UpdatedAt = parts.Now };
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.OverwriteSharedRecord(record)), cancellationToken).ConfigureAwait(false);
        Keep(parts.Time.GetTimestamp(), state);
    }

    private DrainState? Keep(long at, DrainState? state)
    {
        lock (_lock)
        {
            // An answer that was on its way longer knows less.
            _seen = _seen is { } seen && seen.At > at ? _seen : new Seen(at, state);
        }

        return state;
    }

    private static DrainState? Of(StepData data) => data.Find(IsDrained) is null ? null
        : new(DateTimeOffset.TryParse(data.Find(LeasesEndAt), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at) ? at : null);

    private sealed record Seen(long At, DrainState? State);
}
