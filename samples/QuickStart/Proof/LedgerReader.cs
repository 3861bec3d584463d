using System.Text.Json;
using CloudBase.MultiTenant;

namespace QuickStart.Proof;

/// <summary>Reads what an emulator sold.</summary>
internal static class LedgerReader
{
    internal static async Task<LedgerSummary> ReadAsync(
        HttpClient http, Uri endpoint, ITenantDirectory directory, CancellationToken cancellationToken)
    {
        await using Stream body = await http.GetStreamAsync(new Uri(endpoint, "/_emulator/ledger"), cancellationToken);
        using JsonDocument json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        JsonElement entries = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("entries");
        int orders = 0;
        int owned = 0;
        decimal spent = 0;
        HashSet<string> environments = new(StringComparer.Ordinal);
        foreach (JsonElement entry in entries.EnumerateArray())
        {
            spent += entry.GetProperty("amount").GetDecimal();
            if (!string.Equals(entry.GetProperty("kind").GetString(), "new", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            orders++;
            string environment = entry.GetProperty("environmentId").GetString()!;
            if (environments.Add(environment)
                && await directory.FindByEnvironmentAsync(EnvironmentId.Parse(environment), cancellationToken) is not null)
            {
                owned++;
            }
        }

        return new LedgerSummary(orders, environments.Count, spent, owned);
    }
}
