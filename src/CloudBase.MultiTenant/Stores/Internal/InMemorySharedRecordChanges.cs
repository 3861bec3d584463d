using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of the records that hosts share.</summary>
internal sealed class InMemorySharedRecordChanges(InMemoryDraft draft)
{
    public Refusal? Put(SharedRecord record)
    {
        var records = RecordsOf(record);
        return Version(records, record) != record.Version
            ? OtherVersion(records, record)
            : Set(record, records.SetItem(record.Name, record with { Version = record.Version + 1 }));
    }

    public Refusal? Overwrite(SharedRecord record, long? most)
    {
        var records = RecordsOf(record);
        long version = Version(records, record);
        return version >= most
            ? new Refusal($"The shared record '{record.Name}' of '{record.Kind}' was written {version} times, and {most} is the most.")
            : Set(record, records.SetItem(record.Name, record with { Version = version + 1 }));
    }

    public Refusal? Delete(SharedRecord record)
    {
        var records = RecordsOf(record);
        return !records.ContainsKey(record.Name) || Version(records, record) != record.Version
            ? OtherVersion(records, record)
            : Set(record, records.Remove(record.Name));
    }

    private ImmutableSortedDictionary<string, SharedRecord> RecordsOf(SharedRecord record) => draft.State.SharedRecordsOf(record.Account, record.Kind);

    private Refusal? Set(SharedRecord record, ImmutableSortedDictionary<string, SharedRecord> records)
    {
        draft.State = draft.State with { SharedRecords = draft.State.SharedRecords.SetItem((record.Account, record.Kind), records) };
        return null;
    }

    private static long Version(ImmutableSortedDictionary<string, SharedRecord> records, SharedRecord record) =>
        records.TryGetValue(record.Name, out SharedRecord? stored) ? stored.Version : 0;

    private static Refusal OtherVersion(ImmutableSortedDictionary<string, SharedRecord> records, SharedRecord record) =>
        new($"The shared record '{record.Name}' of '{record.Kind}' has version {Version(records, record)}, not {record.Version}.");
}
