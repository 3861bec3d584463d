namespace QuickStart.Proof;

/// <summary>What a killed run left behind, and what a second run made of it.</summary>
/// <param name="Run">The run that was killed.</param>
/// <param name="Before">The ledger that it left.</param>
/// <param name="After">The ledger in the end.</param>
/// <param name="Tenants">How many tenants there are.</param>
internal sealed record KillVerdict(KilledRun Run, LedgerSummary Before, LedgerSummary After, int Tenants)
{
    internal bool Holds => After.NothingTwice && After.Orders == Tenants;

    internal string InWords() => Holds
        ? $"{Tenants} tenants, {After.Orders} orders, {After.Environments} environments: one each, though a run was killed in the middle."
        : $"{Tenants} tenants, {After.Orders} orders, {After.Environments} environments, {After.Owned} of them some tenant's: this is not one each.";
}
