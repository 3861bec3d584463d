using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>How long each module of a clone took, by the journal: an entry's time since the one before it is its own step's.</summary>
internal static class ModuleTimes
{
    public static async Task<IReadOnlyDictionary<string, TimeSpan>> ReadAsync(IMultiTenantStore store, Tenant tenant)
    {
        List<TenantOperation> operations = [];
        await foreach (TenantOperation operation in store.ListOperationsAsync(
            tenant.Key.Account, new OperationQuery { Tenant = tenant.Id, IncludeFinal = true }, CancellationToken.None))
        {
            operations.Add(operation);
        }

        TenantOperation last = operations.OrderBy(o => o.CreatedAt).Last();
        Dictionary<string, TimeSpan> times = [];
        DateTimeOffset before = last.CreatedAt;
        foreach (JournalEntry entry in await store.ReadJournalAsync(last.Id, 0, CancellationToken.None))
        {
            // template.plan, template.collections.c0, template.collections.ready-1
            string module = entry.Step.Split('.') switch
            {
                ["template", var name, var thing] when thing.StartsWith("ready-", StringComparison.Ordinal) => $"waiting for {name}",
                ["template", var name, ..] => name,
                _ => "the operation",
            };
            times[module] = times.GetValueOrDefault(module) + (entry.At - before);
            before = entry.At;
        }

        return times;
    }

    public static string InWords(IReadOnlyDictionary<string, TimeSpan> times) => string.Join(
        ", ", times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value.TotalMilliseconds:F0} ms")));
}
