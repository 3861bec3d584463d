using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Architecture;

/// <summary>The engine knows no cloud by name: what it says and does holds for any.</summary>
public sealed partial class CloudNameTests
{
    private static readonly Dictionary<string, string> s_allowed = new(StringComparer.Ordinal)
    {
        ["src/CloudBase.MultiTenant/DependencyInjection/Internal/SetupAdvice.cs"] = "says which call of which package is missing",
        ["src/CloudBase.MultiTenant/Costs/Internal/PriceBookRules.cs"] = "gives a package id as an example of one",

        // Audit records and errors carry the call as the cloud's own log shows it; the engine writes them for steps whose call is behind a port.
        ["src/CloudBase.MultiTenant/Credentials/CredentialAudit.cs"] = "names calls in audit records",
        ["src/CloudBase.MultiTenant/Provisioning/Admission.cs"] = "names the call that was not made",
        ["src/CloudBase.MultiTenant/Provisioning/DeletionBudget.cs"] = "names the call that was not made",
        ["src/CloudBase.MultiTenant/Provisioning/Ordering/OrderStep.cs"] = "names calls in audit records",
        ["src/CloudBase.MultiTenant/Provisioning/Workflows/AccessSteps.cs"] = "names calls in audit records",
        ["src/CloudBase.MultiTenant/Provisioning/Workflows/ChangePlanWorkflow.cs"] = "names calls in audit records",
        ["src/CloudBase.MultiTenant/Provisioning/Workflows/DeprovisionWorkflow.cs"] = "names calls in audit records",
        ["src/CloudBase.MultiTenant/Provisioning/Workflows/RenewWorkflow.cs"] = "names calls in audit records",
    };

    [Fact]
    public void Engine_Sources_NameNoCloud()
    {
        string[] found =
        [
            .. Repository.Sources("src", "CloudBase.MultiTenant").Where(s => !s_allowed.ContainsKey(s.Path)).SelectMany(s => s.Text.Split('\n')
                .Select((line, index) => (Line: Documentation().Replace(line, string.Empty), Number: index + 1))
                .Where(l => CloudName().IsMatch(l.Line))
                .Select(l => $"{s.Path}:{l.Number}: {l.Line.Trim()}")),
        ];

        found.ShouldBeNone();
    }

    [Fact]
    public void AllowedFiles_Exist() =>
        s_allowed.Keys.Should().OnlyContain(path => File.Exists(Path.Combine(Repository.Root, path)));

    // Whole words of the vendor's services, and identifiers that begin with them.
    [GeneratedRegex(@"[Tt]encent|\b(tcb|tcbr|cam|sts|scf|cls|ags|baas)\b|\b(TCB|CAM|STS|SCF|AGS)\b|\b(Cam|Tcb|Sts|Baas)[A-Z]|baas_")]
    private static partial Regex CloudName();

    // Documentation may give examples; what is said at run time may not.
    [GeneratedRegex("///.*")]
    private static partial Regex Documentation();
}
