using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>Where committed changes go.</summary>
internal interface IChangeSink
{
    /// <summary>Completes when everything appended so far is durable.</summary>
    Task Durable { get; }

    /// <summary>Takes the changes of one call, in the order of commits.</summary>
    void Append(IReadOnlyDictionary<(ITable Table, string Id), Record?> changes);
}
