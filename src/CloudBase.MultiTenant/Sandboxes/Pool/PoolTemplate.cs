using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Which version of a pool's template is in force, where hosts of two versions run side by side: that of the host that started last, for as long as a host of it runs.</summary>
internal sealed class PoolTemplate(PoolDefinition pool, PoolParts parts)
{
    private const string Kind = "sandbox-pool";
    private const string Template = "template";

    /// <summary>The kinds of the records that say, once a minute, that a host looks after a pool.</summary>
    public static readonly string[] Heartbeats = [Kind, PoolRetirement.Kind];

    /// <summary>How often a host looks; what is in force is renewed no more often, however many hosts there are.</summary>
    private static readonly TimeSpan s_renewal = TimeSpan.FromMinutes(1);

    /// <summary>How long a version stays in force that no host renews any more.</summary>
    private static readonly TimeSpan s_stale = TimeSpan.FromMinutes(5);

    private long? _lookedAt;

    /// <summary>Says at first what this host was told, so that it is in force from now on. Later, once a minute, renews it, or puts it in the place of what nobody renews.</summary>
    public async ValueTask AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_lookedAt is { } at && parts.Time.GetElapsedTime(at) < s_renewal)
        {
            return;
        }

        SharedRecord? record = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!IsDue(record) || await TryPutAsync(record, cancellationToken).ConfigureAwait(false) || _lookedAt is not null)
        {
            _lookedAt = parts.Time.GetTimestamp();
        }
    }

    /// <summary>Whether a host that uses the pool has said so in the time before now.</summary>
    public async ValueTask<bool> IsUsedAsync(TimeSpan time, CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken).ConfigureAwait(false) is { } record && parts.Now - record.UpdatedAt < time + parts.ClockSkew;

    /// <summary>Whether this host's version is in force: else it neither refills nor takes the other version's sandboxes away.</summary>
    public async ValueTask<bool> IsInForceAsync(CancellationToken cancellationToken) =>
        await FindInForceAsync(cancellationToken).ConfigureAwait(false) == pool.TemplateText;

    /// <summary>The version in force, as rows have it; null before any host announced one.</summary>
    public async ValueTask<string?> FindInForceAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken).ConfigureAwait(false))?.Data.Find(Template);

    private bool IsDue(SharedRecord? record)
    {
        if (record is null)
        {
            return true;
        }

        TimeSpan age = parts.Now - record.UpdatedAt;
        return record.Data.Find(Template) == pool.TemplateText ? age >= s_renewal : _lookedAt is null || age >= s_stale + parts.ClockSkew;
    }

    private async ValueTask<bool> TryPutAsync(SharedRecord? record, CancellationToken cancellationToken)
    {
        SharedRecord mine = new()
        {
            Account = parts.Account,
            Kind = Kind,
            Name = pool.Name,
            Data = StepData.Empty.With(Template, pool.TemplateText),
            UpdatedAt = parts.Now,
            Version = record?.Version ?? 0,
        };
        return (await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(mine)), cancellationToken).ConfigureAwait(false)).IsCommitted;
    }

    private ValueTask<SharedRecord?> ReadAsync(CancellationToken cancellationToken) => parts.Store.FindSharedRecordAsync(parts.Account, Kind, pool.Name, cancellationToken);
}
