using CloudBase.MultiTenant;
using QuickStart.CommandLine;
using QuickStart.Tenants;

namespace QuickStart.Proof;

/// <summary>Notices a database that was filled beside another emulator: its tenants' credentials are refused here, which looks like a broken promise and is none.</summary>
internal static class OtherCloud
{
    /// <exception cref="QuickStartException">Tenants that were found have environments that this emulator never sold.</exception>
    internal static void ThrowIfItHasThem(IReadOnlyList<TenantOutcome> outcomes, LedgerSummary ledger, string cloud, QuickStartSettings settings)
    {
        HashSet<string> sold = [.. ledger.Lines.Select(l => l.Environment)];
        int elsewhere = outcomes.Count(o => o is { CreatedNow: false, Error: null, Tenant: { EnvironmentId: { } environment, Source: not EnvironmentSource.Allocate } } && !sold.Contains(environment.Value));
        if (elsewhere > 0)
        {
            throw new QuickStartException(
                $"The environments of {elsewhere} tenants of {settings.DatabaseFile} are in another cloud: {cloud} never sold them. The database was filled beside another emulator, or that one's state was removed.",
                $"Name that emulator with --endpoint URL, or another database with --db FILE, or begin anew: rm -r {Shell.Quote(settings.DatabaseFile)}*");
        }
    }
}
