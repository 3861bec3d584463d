using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>Remembers, for all hosts together, at which levels a tenant's resources were read last. What is far from every limit is not remembered.</summary>
internal sealed class QuotaMemory(IMultiTenantStore store, TimeProvider time)
{
    private const string Kind = "quota-level";
    private const string Generation = "generation";

    /// <summary>Says how near to their limits the readings are, given those before them.</summary>
    public async ValueTask<IReadOnlyList<QuotaReading>> JudgeAsync(Tenant tenant, IReadOnlyList<QuotaReading> readings, CancellationToken cancellationToken)
    {
        List<QuotaReading> judged = [];
        SharedRecord absent = new()
        {
            Account = tenant.Key.Account,
            Kind = Kind,
            Name = $"{tenant.Key.Environment}-{tenant.Key.Tenant.ToStorageKey()}",
            Data = StepData.Empty,
            UpdatedAt = time.GetUtcNow(),
        };

        // Where other hosts were faster every time, the next reading remembers it.
        await store.TryChangeAsync(
            absent,
            stored =>
            {
                StepData before = stored.Find(Generation) == Text(tenant.Key.Generation) ? stored : StepData.Empty;
                judged = [.. readings.Select(r => r with { Level = QuotaLevels.Of(r.Used, r.Limit, Level(before, r.Resource)) })];
                return Write(tenant.Key, judged);
            },
            time,
            cancellationToken).ConfigureAwait(false);
        return judged;
    }

    private static QuotaLevel Level(StepData data, QuotaResource resource) =>
        Enum.TryParse(data.Find(resource.ToString()), out QuotaLevel level) ? level : QuotaLevel.Unknown;

    private static StepData Write(TenantKey tenant, List<QuotaReading> readings)
    {
        StepData data = readings.Where(r => r.Level > QuotaLevel.Within).Aggregate(StepData.Empty, (d, r) => d.With(r.Resource.ToString(), r.Level.ToString()));
        return data.Values.Count == 0 ? data : data.With(Generation, Text(tenant.Generation));
    }

    private static string Text(int generation) => generation.ToString(CultureInfo.InvariantCulture);
}
