using System.Globalization;
using CloudBase.MultiTenant;

namespace QuickStart.Sandboxes;

/// <summary>What a process says of the sandbox that it holds for a tenant: one line.</summary>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="Incarnation">Which life of it.</param>
/// <param name="How">How it came.</param>
/// <param name="Left">What an earlier holder had written into it; empty where there was none.</param>
/// <param name="Refusals">How often another one was refused, because the tenant has one.</param>
/// <param name="Waited">How long it took from the first call.</param>
/// <param name="OfTenants">How many sandboxes of the pool are some tenant's.</param>
/// <param name="Known">How many the pool's rows name, warm ones too.</param>
/// <param name="AtProvider">How many there are at the provider.</param>
internal sealed record SandboxSighting(string Sandbox, long Incarnation, string How, string Left, int Refusals, TimeSpan Waited, int OfTenants, int Known, int AtProvider)
{
    private const string Mark = "holding";

    internal string Line => string.Create(
        CultureInfo.InvariantCulture, $"{Mark}\t{Sandbox}\t{Incarnation}\t{How}\t{Left}\t{Refusals}\t{Waited.TotalMilliseconds:0}\t{OfTenants}\t{Known}\t{AtProvider}");

    internal static SandboxSighting? Parse(string line)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return line.Split('\t') is [Mark, var sandbox, var incarnation, var how, var left, var refusals, var waited, var ofTenants, var known, var atProvider]
            ? new SandboxSighting(
                sandbox, long.Parse(incarnation, culture), how, left, int.Parse(refusals, culture), TimeSpan.FromMilliseconds(double.Parse(waited, culture)),
                int.Parse(ofTenants, culture), int.Parse(known, culture), int.Parse(atProvider, culture))
            : null;
    }
}
