using CloudBase.MultiTenant.Emulator.Actions.Billing;
using CloudBase.MultiTenant.Emulator.Actions.Cam;
using CloudBase.MultiTenant.Emulator.Actions.Scf;
using CloudBase.MultiTenant.Emulator.Actions.Sts;
using CloudBase.MultiTenant.Emulator.Actions.Tag;
using CloudBase.MultiTenant.Emulator.Actions.Tcb;
using CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

namespace CloudBase.MultiTenant.Emulator.Actions;

/// <summary>Every action that is served, by service and name.</summary>
internal static class ActionCatalog
{
    private const string HostSuffix = ".tencentcloudapi.com";

    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["tcb"] = "2018-06-08",
        ["cam"] = "2019-01-16",
        ["sts"] = "2018-08-13",
        ["tag"] = "2018-08-13",
        ["billing"] = "2018-07-09",
        ["ags"] = "2025-09-20",
        ["scf"] = "2018-04-16",
    };

    private static readonly Dictionary<(string Service, string Name), ActionDefinition> Definitions =
        new IEnumerable<ActionDefinition>[]
        {
            EnvironmentOrders.Definitions, EnvironmentQueries.Definitions, EnvironmentChanges.Definitions, AllocationActions.Definitions, BillingQueries.Definitions,
            PackageQueries.Definitions, ApiKeyActions.Definitions, AuthDomainActions.Definitions,
            TableActions.Definitions, RuleActions.Definitions, DocumentActions.Definitions, FunctionActions.Definitions, FunctionQueries.Definitions, LoginActions.Definitions,
            UsageQueries.Definitions, TriggerActions.Definitions,
            UserActions.Definitions, PolicyActions.Definitions, AttachmentActions.Definitions, AccessKeyActions.Definitions, AccountActions.Definitions,
            StsActions.Definitions, TagActions.Definitions, ResourceTagActions.Definitions, RenewalActions.Definitions, BalanceActions.Definitions,
            ToolActions.Definitions, InstanceActions.Definitions, InstanceQueries.Definitions, KeyActions.Definitions,
        }
        .SelectMany(definitions => definitions)
        .ToDictionary(definition => (definition.Service, definition.Name));

    public static IReadOnlyCollection<ActionDefinition> All => Definitions.Values;

    /// <summary>The service a request is for: named by the host when that is the cloud's, else by version and action.</summary>
    public static string? ServiceOf(string hostName, string version, string action)
    {
        if (hostName.EndsWith(HostSuffix, StringComparison.OrdinalIgnoreCase))
        {
            // SERVICE.tencentcloudapi.com, or SERVICE.REGION.tencentcloudapi.com.
            return hostName[..hostName.IndexOf('.', StringComparison.Ordinal)].ToLowerInvariant();
        }

        string? service = null;
        foreach (var (name, itsVersion) in Versions)
        {
            if (itsVersion == version && (service is null || Definitions.ContainsKey((name, action))))
            {
                service = name;
            }
        }

        return service;
    }

    public static bool HasVersion(string service, string version) => Versions.TryGetValue(service, out var served) && served == version;

    public static bool IsServed(string service) => Versions.ContainsKey(service);

    public static ActionDefinition? Find(string service, string action) => Definitions.GetValueOrDefault((service, action));
}
