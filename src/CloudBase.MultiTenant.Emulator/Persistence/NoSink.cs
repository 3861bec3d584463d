using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>Keeps nothing: state lives as long as the emulator.</summary>
internal sealed class NoSink : IChangeSink
{
    public static NoSink Instance { get; } = new();

    public Task Durable => Task.CompletedTask;

    public void Append(IReadOnlyDictionary<(ITable Table, string Id), Record?> changes)
    {
    }
}
