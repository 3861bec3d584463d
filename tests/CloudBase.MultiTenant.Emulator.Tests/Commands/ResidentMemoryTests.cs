using CloudBase.MultiTenant.Emulator.Commands;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Commands;

/// <summary>When the command gives memory back: once after each burst of calls, and in the middle of one for what it took.</summary>
public sealed class ResidentMemoryTests
{
    private readonly FakeTimeProvider _clock = new();
    private long _calls;
    private long _resident = 60 << 20;
    private int _givenBack;

    [Fact]
    public async Task Start_ThatNobodyCalls_GivesBackOnceWhatTheStartTook()
    {
        await using var memory = Begin();

        Pass(5);

        _givenBack.Should().Be(1);
    }

    [Fact]
    public async Task Calls_ThatKeepComingAndTakeLittle_AreNotInterrupted()
    {
        await using var memory = Begin();

        for (var second = 0; second < 60; second++)
        {
            _calls += 7;
            _resident = (60 << 20) + (second % 15 << 20);
            Pass(1);
        }

        _givenBack.Should().Be(0);
    }

    [Fact]
    public async Task Calls_ThatKeepComing_GiveBackEachTimeTheyTookSixteenMebibytesMoreThanWasLeft()
    {
        await using var memory = Begin();
        List<int> seconds = [];

        for (var second = 1; second <= 20; second++)
        {
            _calls += 7;
            _resident += 4 << 20;
            var before = _givenBack;
            Pass(1);
            if (_givenBack > before)
            {
                seconds.Add(second);
            }
        }

        seconds.Should().Equal([4, 8, 12, 16, 20], "each time none of it could be given back, and what is held is no reason to look for it again");
    }

    [Fact]
    public async Task GivingBack_ThatTakesLongerThanALookIsAway_IsNotBegunTwiceAtOnce()
    {
        WoundTimers time = new();
        var (within, most, times) = (0, 0, 0);
        await using ResidentMemory memory = new(() => _calls, () => _resident, time, () =>
        {
            (most, times) = (Math.Max(most, ++within), times + 1);
            Burst();
            if (within < 3)
            {
                time.Fire();
            }

            within--;
        });

        Burst();
        time.Fire();
        Burst();
        time.Fire();

        times.Should().Be(2, "the next look comes when it is done");
        most.Should().Be(1);
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

    private void Burst()
    {
        _calls += 7;
        _resident += 32 << 20;
    }

    private ResidentMemory Begin() => new(() => _calls, () => _resident, _clock, () => _givenBack++);

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            for (var quarter = 0; quarter < 4; quarter++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(250));
            }
        }
    }
}
