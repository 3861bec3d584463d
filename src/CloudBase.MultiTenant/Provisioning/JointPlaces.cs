using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>All places of a strategy in one record, as they were kept before each had a record of its own. They are read, and brought into the new form.</summary>
internal static class JointPlaces
{
    private const string Reserved = "reserved";

    /// <summary>Reads the places of the strategy's joint record, if there is one.</summary>
    public static IEnumerable<IsolationPlace> Read(SharedRecord? joint, TimeSpan kept) => joint is null ? [] : joint.Data.Values.Select(
        p => new IsolationPlace(joint.Name, p.Key, p.Value == Reserved ? null : WorkflowData.ReadTime(joint.Data, p.Key) + kept));

    /// <summary>Returns the changes that give each of these places a record and take the joint one away: another host that does the same makes them be refused.</summary>
    public static IEnumerable<StoreChange> Part(SharedRecord? joint, IEnumerable<IsolationPlace> places, DateTimeOffset now) => joint is null ? [] :
    [
        new StoreChange.DeleteSharedRecord(joint), .. places.Select(p => new StoreChange.PutSharedRecord(p.ToRecord(joint.Account, now))),
    ];
}
