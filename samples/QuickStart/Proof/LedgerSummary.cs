using System.Globalization;

namespace QuickStart.Proof;

/// <summary>What the emulator says was bought, ever, held against the tenants of the database.</summary>
/// <param name="Orders">How many environments were ordered.</param>
/// <param name="Environments">How many different environments the orders are for.</param>
/// <param name="Spent">What all orders cost, in CNY.</param>
/// <param name="Owned">How many of the environments belong to a tenant of the database.</param>
/// <param name="Waiting">How many of them wait in the pool for a tenant.</param>
/// <param name="Lines">The environments that were ordered.</param>
internal sealed record LedgerSummary(int Orders, int Environments, decimal Spent, int Owned, int Waiting, IReadOnlyList<LedgerLine> Lines)
{
    internal bool NothingTwice => Orders == Environments && Environments == Owned + Waiting;

    internal string InWords()
    {
        string spent = Spent.ToString("#,##0.00", CultureInfo.InvariantCulture);
        string head = $"The emulator's ledger: {Orders} order{(Orders == 1 ? string.Empty : "s")} for {Environments} environment{(Environments == 1 ? string.Empty : "s")}, {spent} CNY; {Owned} belong{(Owned == 1 ? "s" : string.Empty)} to tenants of this database{(Waiting == 0 ? string.Empty : $", {Waiting} wait in the pool")}";
        return NothingTwice ? $"{head}: nothing was bought twice." : $"{head}: they do not match, look at each with GET /_emulator/ledger.";
    }
}
