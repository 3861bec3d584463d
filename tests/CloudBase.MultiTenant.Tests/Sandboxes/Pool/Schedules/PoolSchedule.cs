namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>One schedule: two hosts, a few tenants, and by its seed who asks, returns, works, dies, stands still and fails. In the end all is healed and everything has to be in its place.</summary>
internal sealed class PoolSchedule(int seed, TextWriter? told = null) : IDisposable
{
    private const int Steps = 120;

    private readonly ScheduleWorld _world = new(seed, told);

    public async Task<ScheduleResult> RunAsync()
    {
        await _world.BeginAsync();
        var steps = new ScheduleSteps(_world);
        for (int step = 0; step < Steps && _world.Truth.Breach is null; step++)
        {
            await steps.TakeAsync();
            await ScheduleWorld.GoOnAsync(_world.Chance.Next(60));
            _world.Truth.LookAtHolders(_world.Hosts);
        }

        if (_world.Truth.Breach is null)
        {
            await new ScheduleEnd(_world, steps).HealAsync();
        }

        string? breach = _world.Truth.Breach is { } text ? $"{text} (seed {seed})" : null;
        return new ScheduleResult(seed, breach, steps.Answered, steps.Leases, _world.Deaths, _world.Truth.MostRunning, _world.Trace.Hash);
    }

    public void Dispose() => _world.Dispose();
}
