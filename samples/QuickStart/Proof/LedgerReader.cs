using System.Text.Json;
using CloudBase.MultiTenant;

namespace QuickStart.Proof;

/// <summary>Reads what an emulator sold.</summary>
internal static class LedgerReader
{
    internal static async Task<LedgerSummary> ReadAsync(
        HttpClient http, Uri endpoint, ITenantDirectory directory, IReadOnlySet<string> waiting, CancellationToken cancellationToken)
    {
        await using Stream body = await http.GetStreamAsync(new Uri(endpoint, "/_emulator/ledger"), cancellationToken);
        using JsonDocument json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        JsonElement entries = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("entries");
        decimal spent = 0;
        List<string> ordered = [];
        foreach (JsonElement entry in entries.EnumerateArray())
        {
            spent += entry.GetProperty("amount").GetDecimal();
            if (string.Equals(entry.GetProperty("kind").GetString(), "new", StringComparison.OrdinalIgnoreCase))
            {
                ordered.Add(entry.GetProperty("environmentId").GetString()!);
            }
        }

        List<LedgerLine> lines = [];
        foreach ((string environment, int orders) in ordered.CountBy(e => e, StringComparer.Ordinal))
        {
            Tenant? owner = await directory.FindByEnvironmentAsync(EnvironmentId.Parse(environment), cancellationToken);
            lines.Add(new LedgerLine(environment, orders, owner?.Id));
        }

        return new LedgerSummary(ordered.Count, lines.Count, spent, lines.Count(l => l.Tenant is not null), lines.Count(l => l.Tenant is null && waiting.Contains(l.Environment)), lines);
    }
}
