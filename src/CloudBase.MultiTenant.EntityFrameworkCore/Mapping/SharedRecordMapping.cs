using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Shared records as rows, and back.</summary>
internal static class SharedRecordMapping
{
    public static SharedRecordRow ToRow(SharedRecord record, long version) => new()
    {
        Account = record.Account.Value,
        Kind = record.Kind,
        Name = record.Name,
        Data = record.Data.ToJson(),
        UpdatedAt = record.UpdatedAt.UtcTicks,
        Version = version,
    };

    public static SharedRecord ToRecord(SharedRecordRow row) => new()
    {
        Account = CloudAccountName.Parse(row.Account),
        Kind = row.Kind,
        Name = row.Name,
        Data = StepData.FromJson(row.Data),
        UpdatedAt = Instant.Of(row.UpdatedAt),
        Version = row.Version,
    };
}
