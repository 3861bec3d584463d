using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>How much of a month's time a tenant's sandboxes have taken, in all pools and on all hosts: one shared record a tenant, written in the commit that takes or gives back. Immutable.</summary>
/// <remarks>What is held and what is paid for ahead is counted in. A month is one of the calendar in UTC; a record of a month before counts as none.</remarks>
internal sealed record TenantTime(SharedRecord Record, int Month, TimeSpan Spent)
{
    private const string Kind = "sandbox-time";
    private const string MonthEntry = "month";
    private const string SpentEntry = "spent";
    private const int Months = 12;

    public static int MonthOf(DateTimeOffset time) => (time.UtcDateTime.Year * Months) + time.UtcDateTime.Month - 1;

    public static DateTimeOffset EndOf(int month) => new DateTimeOffset(month / Months, (month % Months) + 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);

    /// <summary>Reads it as it counts at a time.</summary>
    public static async ValueTask<TenantTime> ReadAsync(IMultiTenantStore store, CloudAccountName account, TenantId tenant, DateTimeOffset time, CancellationToken cancellationToken)
    {
        string name = tenant.ToStorageKey();
        SharedRecord record = await store.FindSharedRecordAsync(account, Kind, name, cancellationToken).ConfigureAwait(false)
            ?? new() { Account = account, Kind = Kind, Name = name, Data = StepData.Empty, UpdatedAt = time };
        int stored = (int)Number(record, MonthEntry);
        int month = MonthOf(time);

        // A host whose clock is behind, or that pays ahead, does not begin a month anew that others have begun.
        return stored < month ? new(record, month, TimeSpan.Zero) : new(record, stored, TimeSpan.FromTicks(Number(record, SpentEntry)));
    }

    /// <summary>The record with more, or less, taken.</summary>
    public SharedRecord With(TimeSpan change, DateTimeOffset now) => Record with
    {
        Data = StepData.Empty
            .With(MonthEntry, Month.ToString(CultureInfo.InvariantCulture))
            .With(SpentEntry, Math.Max(0, (Spent + change).Ticks).ToString(CultureInfo.InvariantCulture)),
        UpdatedAt = now,
    };

    private static long Number(SharedRecord record, string entry) =>
        long.TryParse(record.Data.Find(entry), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
