namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>Checks the store's options.</summary>
internal sealed class EfCoreStoreOptionsValidator(SettingPaths paths) : SettingsValidator<EfCoreStoreOptions>(paths)
{
    private const int MostInABatch = 4096;

    protected override void Check(EfCoreStoreOptions options, SettingRules rules) =>
        rules.Between(nameof(options.MaxBatch), options.MaxBatch, 1, MostInABatch, "a transaction writes at least one change set, and must not hold the others up for long.");
}
