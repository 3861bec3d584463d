using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>One verb under one strategy: undisturbed once, then crashed here and there and finished by another host.</summary>
internal sealed class Sweep(string verb, string isolation, ITestOutputHelper output)
{
    private string? _expected;
    private int _gates;

    internal TimeSpan ListLag { get; init; }

    internal TimeSpan ReadyDelay { get; init; }

    /// <summary>Gets what is done to the cloud before the verb begins.</summary>
    internal Action<CloudWorld> Disturb { get; init; } = static _ => { };

    /// <summary>Crashes at every gate, or at some of them.</summary>
    /// <param name="sample">How many gates; null for every one.</param>
    /// <param name="seed">Chooses among the gates; printed.</param>
    internal async Task RunAsync(int? sample = null, int seed = 0)
    {
        await LearnAsync();
        foreach (int n in Gates(sample, seed))
        {
            await RunCrashedAsync(n);
        }
    }

    /// <summary>Crashes one of two hosts that work at the same time, at some of its gates; whose turn it is falls by the seed.</summary>
    internal async Task RunTogetherAsync(int sample, int seed)
    {
        await LearnAsync();
        foreach (int n in Gates(sample, seed))
        {
            await RunTogetherAsync(n, new TurnTable(new Random(seed + n)));
        }
    }

    private IEnumerable<int> Gates(int? sample, int seed)
    {
        output.WriteLine(sample is null ? $"{_gates} gates" : $"{sample} of {_gates} gates by seed {seed}");
        int[] all = [.. Enumerable.Range(1, _gates)];
        if (sample is { } some)
        {
            new Random(seed).Shuffle(all);
            all = all[..Math.Min(some, all.Length)];
        }

        return all;
    }

    /// <summary>Runs undisturbed once, to know the end and how many gates there are.</summary>
    private async Task LearnAsync()
    {
        await using CloudWorld world = await ArrangeAsync();
        CloudHost host = world.NewHost("only");
        await CloudVerbs.BeginAsync(host, verb);
        await CloudVerbs.FinishAsync(world, host, verb);
        await CloudEndState.CheckMoneyAsync(world, verb, "undisturbed");
        _expected = await CloudEndState.DescribeAsync(world);
        _gates = host.Gate.Passed;
        output.WriteLine(_expected);
        _expected.Should().NotContain("Parked").And.NotContain("busy=True", "the undisturbed run ends well");
        _gates.Should().BeGreaterThan(15);
    }

    private async Task RunCrashedAsync(int n)
    {
        await using CloudWorld world = await ArrangeAsync();
        CloudHost first = world.NewHost("first", new CrashGate(n));
        if (await CloudWorld.FinishAsync(first, CloudVerbs.BeginAsync(first, verb)))
        {
            await CloudVerbs.FinishAsync(world, first, verb);
        }

        first.Gate.IsCrashed.Should().BeTrue($"there are at least {n} gates");
        await GoOnAsync(world, world.NewHost("second"));
        await CheckAsync(world, $"a crash at await {n} of {verb} under {isolation} must not show");
    }

    private async Task RunTogetherAsync(int n, TurnTable turns)
    {
        await using CloudWorld world = await ArrangeAsync();
        CloudHost first = world.NewHost("first", new CrashGate(n, turns));
        CloudHost second = world.NewHost("second", new CrashGate(null, turns));
        await CloudWorld.TakeTurnsAsync(turns, (first, CloudVerbs.BeginAsync(first, verb)), (second, second.Pump.RunOnceAsync()));
        do
        {
            await CloudWorld.TakeTurnsAsync(turns, (first, first.Pump.RunOnceAsync()), (second, second.Pump.RunOnceAsync()));
        }
        while (await world.MoveToNextDueAsync());

        first.Gate.Crash();
        await GoOnAsync(world, world.NewHost("third"));
        await CheckAsync(world, $"a crash of one of two hosts at its await {n} of {verb} under {isolation} must not show");
    }

    private async Task GoOnAsync(CloudWorld world, CloudHost host)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        if (!await CloudVerbs.WasBegunAsync(world, verb))
        {
            await CloudVerbs.BeginAsync(host, verb);
        }

        await CloudVerbs.FinishAsync(world, host, verb);
    }

    private async Task CheckAsync(CloudWorld world, string because)
    {
        (await CloudEndState.DescribeAsync(world)).Should().Be(_expected, because);
        await CloudEndState.CheckMoneyAsync(world, verb, because);
        world.Writes.Doubled.Should().BeEmpty($"nothing is copied twice ({because})");
    }

    private async Task<CloudWorld> ArrangeAsync()
    {
        CloudWorld world = await CloudWorld.StartAsync(new IsolationKind(isolation), ListLag, ReadyDelay);
        await CloudVerbs.ArrangeAsync(world, verb);
        Disturb(world);
        return world;
    }
}
