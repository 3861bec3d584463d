using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Schema;

/// <summary>Looks after the schema by EF Core's migrations.</summary>
/// <param name="logger">Where upgrades are told.</param>
internal class StoreSchema(ILogger<StoreSchema> logger)
{
    /// <summary>Creates or upgrades the schema; safe when several hosts do it at once.</summary>
    public async Task EnsureAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        int known = Known(context).Count;
        if (known == 0)
        {
            throw new StoreSchemaException(
                "There are no migrations for this database provider: make them with 'dotnet ef migrations add' in an assembly of yours and name it with MigrationsAssembly.", 0, 0);
        }

        int found = await MigrateAsync(context, cancellationToken).ConfigureAwait(false);
        if (found < known)
        {
            StoreLog.SchemaUpgraded(logger, found, known);
        }
    }

    /// <summary>Refuses a schema that is missing, older or newer than this version's.</summary>
    public async Task CheckAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> applied = await AppliedAsync(context, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> known = Known(context);
        RefuseNewer(applied, known);
        if (applied.Count < known.Count)
        {
            throw new StoreSchemaException(
                $"The store's schema is at version {applied.Count} and this version needs {known.Count}: call IMultiTenantStore.EnsureSchemaAsync once when deploying, "
                + "or set EnsureSchemaAtStart.",
                applied.Count,
                known.Count);
        }
    }

    /// <summary>The migrations that this version has, oldest first.</summary>
    protected virtual IReadOnlyList<string> Known(MultiTenantDbContext context) => [.. context.Database.GetMigrations()];

    /// <summary>The migrations that the database has, oldest first.</summary>
    protected virtual async Task<IReadOnlyList<string>> AppliedAsync(MultiTenantDbContext context, CancellationToken cancellationToken) =>
        [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)];

    /// <summary>Applies what is missing and returns how many migrations were there before.</summary>
    protected virtual async Task<int> MigrateAsync(MultiTenantDbContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> applied = await AppliedAsync(context, cancellationToken).ConfigureAwait(false);
        RefuseNewer(applied, Known(context));
        await context.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        return applied.Count;
    }

    protected static void RefuseNewer(IReadOnlyList<string> applied, IReadOnlyList<string> known)
    {
        string[] unknown = [.. applied.Except(known, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new StoreSchemaException(
                $"The store's schema is newer than this version knows (unknown migration: {string.Join(", ", unknown)}): "
                + "run the version of CloudBase.MultiTenant that made it, or a newer one.",
                applied.Count,
                known.Count);
        }
    }
}
