namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Gives memory back to the machine once nobody has called for a second: what a burst of calls took is not kept until the next.</summary>
/// <remarks>For the command, which has a process of its own; in another's process the emulator leaves the collector alone. Ended by disposing of it.</remarks>
internal sealed class IdleMemory : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Func<long> _calls;
    private readonly Action _giveBack;
    private readonly ITimer _timer;
    private long _seen;
    private long _givenBackAt = -1;

    /// <summary>Begins to look.</summary>
    /// <param name="calls">How many calls were answered so far.</param>
    /// <param name="time">The machine's clock, and not the account's.</param>
    /// <param name="giveBack">Gives the memory back.</param>
    public IdleMemory(Func<long> calls, TimeProvider time, Action giveBack)
    {
        (_calls, _giveBack, _seen) = (calls, giveBack, calls());
        _timer = time.CreateTimer(static self => ((IdleMemory)self!).Look(), this, s_interval, s_interval);
    }

    /// <summary>Has the collector give back all that nothing holds; who calls just then waits for it.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        long now = _calls();
        if (now == _seen && now != _givenBackAt)
        {
            _givenBackAt = now;
            _giveBack();
        }

        _seen = now;
    }
}
