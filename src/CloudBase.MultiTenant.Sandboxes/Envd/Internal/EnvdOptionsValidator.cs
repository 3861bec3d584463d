namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class EnvdOptionsValidator(SettingPaths paths) : SettingsValidator<EnvdOptions>(paths)
{
    protected override void Check(EnvdOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        rules.Between(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
        rules.Between(nameof(options.StreamIdleTimeout), options.StreamIdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        rules.Between(nameof(options.MaxMessageBytes), options.MaxMessageBytes, 64 * 1024, 256 * 1024 * 1024, "give 64 KiB to 256 MiB.");
    }
}
