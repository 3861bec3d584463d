using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>The settings of a run; environment variables such as CloudBase__Renewal__Policy win over them.</summary>
internal static class QuickStartConfiguration
{
    internal static IEnumerable<KeyValuePair<string, string?>> For(QuickStartSettings settings)
    {
        Dictionary<string, string?> common = new()
        {
            ["CloudBase:DeploymentName"] = "quickstart",
            ["CloudBase:DefaultIsolation"] = IsolationKind.WhiteLabel.Name,
            ["CloudBase:Renewal:Policy"] = nameof(RenewalPolicy.None),
        };
        if (settings.Template is { } template)
        {
            common["CloudBase:Provisioning:Template"] = template.Reference;
        }

        return settings is { Live: false, Endpoint: null } ? common.Concat(CloudInThisProcess) : common;
    }

    /// <summary>
    /// Where the cloud dies with the process, an order that did not land before a kill never will, and no other host shares the database:
    /// what a run that was killed left behind can be settled within seconds, and looking often costs nothing. Against any other cloud the
    /// library's own defaults hold.
    /// </summary>
    private static Dictionary<string, string?> CloudInThisProcess { get; } = new()
    {
        ["CloudBase:Emulator:ReadyDelay"] = "00:00:00.02",
        ["CloudBase:Provisioning:PollMin"] = "00:00:00.02",
        ["CloudBase:Provisioning:SignatureWindow"] = "00:00:01",
        ["CloudBase:Provisioning:ClockSkew"] = "00:00:00",
        ["CloudBase:Provisioning:CreateVisibility"] = "00:00:00",
        ["CloudBase:Provisioning:OnUnresolvedCreate"] = nameof(UnresolvedCreate.CreateAgain),
        ["CloudBase:Operations:PumpInterval"] = "00:00:00.1",
        ["CloudBase:Operations:LeaseDuration"] = "00:00:04",
        ["CloudBase:Operations:LeaseRenewal"] = "00:00:01.5",
        ["CloudBase:Operations:HostClockSkew"] = "00:00:00",
    };
}
