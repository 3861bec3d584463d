namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Checks all rules at once and shows the values.</summary>
internal sealed class AgentSandboxOptionsValidator(SettingPaths paths) : SettingsValidator<AgentSandboxOptions>(paths)
{
    private const string NameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    protected override void Check(AgentSandboxOptions options, SettingRules rules)
    {
        rules.Must(
            nameof(options.AuthMode),
            "TOKEN",
            options.AuthMode == "TOKEN",
            $"is '{options.AuthMode}': give TOKEN. Anything else opens ports of a sandbox, where strangers' code runs, to whoever knows its id.");
        rules.Must(
            nameof(options.Domain),
            "a host name",
            Uri.CheckHostName(options.Domain) == UriHostNameType.Dns,
            $"is '{options.Domain}': give a host name such as tencentags.com, without scheme, port or region.");
        rules.WebAddress(nameof(options.DataPlaneUrl), options.DataPlaneUrl);
        rules.HttpWithinTheOwnNetwork(nameof(options.DataPlaneUrl), options.DataPlaneUrl);
        rules.Between(nameof(options.TransitionTimeout), options.TransitionTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
        rules.Between(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        rules.Between(nameof(options.MaxPollInterval), options.MaxPollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        rules.NotShorterThan(
            nameof(options.MaxPollInterval), options.MaxPollInterval, nameof(options.PollInterval), options.PollInterval, "waits grow from PollInterval to MaxPollInterval.");
        foreach (AgentSandboxTool tool in options.Tools)
        {
            CheckTool(tool, rules);
        }

        foreach (string twice in options.Tools.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            rules.Refuse(nameof(options.Tools), $"has '{twice}' more than once: a name is unique in the account.");
        }
    }

    private static void CheckTool(AgentSandboxTool tool, SettingRules rules)
    {
        string shown = $"has the tool '{tool.Name}', which";
        if (tool.Name.Length is 0 or > 50 || tool.Name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} is no name: give 1 to 50 letters, digits, '_' or '-'.");
        }

        if (string.IsNullOrWhiteSpace(tool.Type))
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has no type: give one such as code-interpreter.");
        }

        if (!Enum.IsDefined(tool.Network))
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has the network {(int)tool.Network}: give Isolated or Internet.");
        }

        if (tool.Description is { Length: > 200 })
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has a description of {tool.Description.Length} characters: give 200 at most.");
        }

        if (tool.DefaultLifetime is { } lifetime && InstanceLifetime.Problem(lifetime) is { } problem)
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has a default lifetime that cannot be: {problem}");
        }

        if ((tool.Image is null) != (tool.ImageRegistryType is null))
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has an {(tool.Image is null ? "ImageRegistryType without an Image" : "Image without an ImageRegistryType")}: give both, or neither.");
        }

        foreach (int port in tool.Ports.Where(p => p is < 1 or > 65535))
        {
            rules.Refuse(nameof(AgentSandboxOptions.Tools), $"{shown} has the port {port}: give 1 to 65535.");
        }
    }
}
