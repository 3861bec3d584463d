using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>Remembers, for all hosts together, at which levels a tenant's resources were read last. What is far from every limit is not remembered.</summary>
internal sealed class QuotaMemory(IMultiTenantStore store, TimeProvider time)
{
    private const string Kind = "quota-level";
    private const string Generation = "generation";

    /// <summary>How often a level is written again that another host changed in between; after that the next reading does it.</summary>
    private const int MaxRounds = 5;

    /// <summary>Says how near to their limits the readings are, given those before them.</summary>
    public async ValueTask<IReadOnlyList<QuotaReading>> JudgeAsync(Tenant tenant, IReadOnlyList<QuotaReading> readings, CancellationToken cancellationToken)
    {
        string name = NameOf(tenant.Key);
        for (int round = 0; ; round++)
        {
            SharedRecord? record = await store.FindSharedRecordAsync(tenant.Key.Account, Kind, name, cancellationToken).ConfigureAwait(false);
            StepData before = record is not null && record.Data.Find(Generation) == Text(tenant.Key.Generation) ? record.Data : StepData.Empty;
            List<QuotaReading> judged = [.. readings.Select(r => r with { Level = QuotaLevels.Of(r.Used, r.Limit, Level(before, r.Resource)) })];
            StepData after = Write(tenant.Key, judged);
            if (after.Equals(record?.Data ?? StepData.Empty) || await TryKeepAsync(tenant.Key, name, record, after, cancellationToken).ConfigureAwait(false) || round == MaxRounds)
            {
                return judged;
            }
        }
    }

    private static QuotaLevel Level(StepData data, QuotaResource resource) =>
        Enum.TryParse(data.Find(resource.ToString()), out QuotaLevel level) ? level : QuotaLevel.Unknown;

    private static StepData Write(TenantKey tenant, List<QuotaReading> readings)
    {
        StepData data = readings.Where(r => r.Level > QuotaLevel.Within).Aggregate(StepData.Empty, (d, r) => d.With(r.Resource.ToString(), r.Level.ToString()));
        return data.Values.Count == 0 ? data : data.With(Generation, Text(tenant.Generation));
    }

    private async ValueTask<bool> TryKeepAsync(TenantKey tenant, string name, SharedRecord? record, StepData data, CancellationToken cancellationToken)
    {
        StoreChange change = data.Values.Count == 0
            ? new StoreChange.DeleteSharedRecord(record!)
            : new StoreChange.PutSharedRecord(new SharedRecord
            {
                Account = tenant.Account, Kind = Kind, Name = name, Data = data, Version = record?.Version ?? 0, UpdatedAt = time.GetUtcNow(),
            });
        return (await store.CommitAsync(ChangeSet.Of(change), cancellationToken).ConfigureAwait(false)).IsCommitted;
    }

    /// <summary>A tenant's id is up to 256 bytes of any text; a record's name is not.</summary>
    private static string NameOf(TenantKey tenant) =>
        $"{tenant.Environment}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant.Tenant.Value)))}";

    private static string Text(int generation) => generation.ToString(CultureInfo.InvariantCulture);
}
