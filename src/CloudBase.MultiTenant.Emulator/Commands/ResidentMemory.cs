namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Gives memory back to the machine once nobody has called for a second, and in a burst of calls for every 16 MiB that it took: nothing else asks the collector in time.</summary>
/// <remarks>For the command, which has a process of its own; in another's process the emulator leaves the collector alone. Ended by disposing of it.</remarks>
internal sealed class ResidentMemory : IAsyncDisposable
{
    /// <summary>What a burst may take before it is given back: 1,000 environments with sub-accounts took 85 MiB, of which 25 were held (docs/benchmarks/emulator.md).</summary>
    private const long Growth = 16 << 20;

    private const int LooksOfQuiet = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly Func<long> _calls;
    private readonly Func<long> _resident;
    private readonly Action _giveBack;
    private readonly ITimer _timer;
    private long _seen;
    private long _givenBackAt = -1;
    private long _left;
    private int _quiet;

    /// <summary>Begins to look.</summary>
    /// <param name="calls">How many calls were answered so far.</param>
    /// <param name="resident">How many bytes of memory are this process's.</param>
    /// <param name="time">The machine's clock, and not the account's.</param>
    /// <param name="giveBack">Gives the memory back.</param>
    public ResidentMemory(Func<long> calls, Func<long> resident, TimeProvider time, Action giveBack)
    {
        (_calls, _resident, _giveBack, _seen, _left) = (calls, resident, giveBack, calls(), resident());
        _timer = time.CreateTimer(static self => ((ResidentMemory)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WaitForNextLook();
    }

    /// <summary>Has the collector give back all that nothing holds; who calls just then waits for it.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        long now = _calls();
        _quiet = now == _seen ? _quiet + 1 : 0;
        if (now != _givenBackAt && (_quiet >= LooksOfQuiet || _resident() - _left >= Growth))
        {
            _givenBackAt = now;
            _giveBack();
            _left = _resident();
        }

        _seen = now;
        WaitForNextLook();
    }

    // One look after another: to give back may take longer than the wait, and is not done twice at once.
    private void WaitForNextLook() => _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
}
