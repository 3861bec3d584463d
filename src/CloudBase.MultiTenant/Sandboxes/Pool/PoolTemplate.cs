using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Which version of a pool's template is in force, where hosts of two versions run side by side: that of the host that started last.</summary>
internal sealed class PoolTemplate(PoolDefinition pool, PoolParts parts)
{
    private const string Kind = "sandbox-pool";
    private const string Template = "template";

    private bool _announced;

    /// <summary>Says once what this host was told, so that it is in force from now on.</summary>
    public async ValueTask AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_announced)
        {
            return;
        }

        SharedRecord? record = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (record?.Data.Find(Template) != pool.TemplateText)
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
            if (!(await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(mine)), cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                return;
            }
        }

        _announced = true;
    }

    /// <summary>Whether this host's version is in force: else it neither refills nor takes the other version's sandboxes away.</summary>
    public async ValueTask<bool> IsInForceAsync(CancellationToken cancellationToken) =>
        await FindInForceAsync(cancellationToken).ConfigureAwait(false) == pool.TemplateText;

    /// <summary>The version in force, as rows have it; null before any host announced one.</summary>
    public async ValueTask<string?> FindInForceAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken).ConfigureAwait(false))?.Data.Find(Template);

    private ValueTask<SharedRecord?> ReadAsync(CancellationToken cancellationToken) => parts.Store.FindSharedRecordAsync(parts.Account, Kind, pool.Name, cancellationToken);
}
