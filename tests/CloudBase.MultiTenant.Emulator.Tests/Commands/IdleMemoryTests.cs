using CloudBase.MultiTenant.Emulator.Commands;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>When the command gives memory back: once after each burst of calls, and never in the middle of one.</summary>
public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _clock = new();
    private long _calls;
    private int _givenBack;

    [Fact]
    public async Task Start_ThatNobodyCalls_GivesBackOnceWhatTheStartTook()
    {
        await using var memory = Begin();

        Pass(5);

        _givenBack.Should().Be(1);
    }

    [Fact]
    public async Task Calls_ThatKeepComing_AreNotInterrupted()
    {
        await using var memory = Begin();

        for (var second = 0; second < 60; second++)
        {
            _calls += 7;
            Pass(1);
        }

        _givenBack.Should().Be(0);
    }

    [Fact]
    public async Task Bursts_EachGiveBackOnce_TheSecondAfterTheirLastCall()
    {
        await using var memory = Begin();

        for (var burst = 1; burst <= 3; burst++)
        {
            _calls += 1000;
            Pass(1);
            _givenBack.Should().Be(burst - 1, "calls came in that second");
            Pass(1);
            _givenBack.Should().Be(burst);
            Pass(60);
            _givenBack.Should().Be(burst, "nothing was taken since");
        }
    }

    [Fact]
    public async Task Dispose_EndsIt()
    {
        var memory = Begin();

        await memory.DisposeAsync();
        Pass(10);

        _givenBack.Should().Be(0);
    }

    private IdleMemory Begin() => new(() => _calls, _clock, () => _givenBack++);

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
