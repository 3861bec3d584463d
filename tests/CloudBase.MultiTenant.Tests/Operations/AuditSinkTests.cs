using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>A sink that does not answer: the pump's other work goes on, the sink is never called twice at once, and it misses no record.</summary>
public sealed class AuditSinkTests : IDisposable
{
    private readonly CapturingLoggerProvider _logs = new();
    private readonly SimulatedWorld _world = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sink_ThatHangs_HoldsUpNoRenewalAndTakesEveryRecordOnceItAnswers(bool endsWithItsToken)
    {
        var sink = new HangingSink(endsWithItsToken);
        SimulatedHost host = await ActiveAsync(sink);
        int taken = sink.Taken.Count;
        sink.IsHanging = true;
        _world.Time.Advance(TimeSpan.FromDays(28));
        await Verbs.StartAsync(host, "change-plan");

        Task<int> turn = host.Pump.RunOnceAsync();
        _world.Time.Advance(AuditDelivery.Patience);
        turn.IsCompleted.Should().BeTrue("the turn has other work to do");
        await turn;
        await _world.RunToEndAsync(host);
        _world.Cloud.Ledger.Select(l => l.Kind).Should().Equal("create", "change-plan", "renew");
        sink.Calls.Should().Be(1, "its first write has not ended");
        sink.Taken.Should().HaveCount(taken);
        _logs.Lines.Where(l => l.Contains("[1012]", StringComparison.Ordinal)).Should().ContainSingle("a sink that hangs is named, and not in every turn");

        sink.Release();
        await host.Pump.RunOnceAsync();
        await host.Pump.RunOnceAsync();
        IReadOnlyList<AuditRecord> all = await _world.Store.ReadAuditAsync(0, 10_000, default);
        sink.Taken.Should().Equal(all.Select(r => r.Sequence), "nothing is lost, and what the late write took does not come again");
    }

    [Fact]
    public async Task Sink_WhoseWriteTakesTooLong_HasItsTokenEndedAndIsTriedAnew()
    {
        var sink = new HangingSink(endsWithItsToken: true);
        SimulatedHost host = await ActiveAsync(sink);
        sink.IsHanging = true;
        await Verbs.StartAsync(host, "change-plan");
        Task<int> turn = host.Pump.RunOnceAsync();
        _world.Time.Advance(AuditDelivery.Patience);
        turn.IsCompleted.Should().BeTrue();
        await turn;

        sink.IsHanging = false;
        _world.Time.Advance(AuditDelivery.LongestWrite);
        await host.Pump.RunOnceAsync();
        await _world.RunToEndAsync(host);

        sink.Taken.Should().Equal((await _world.Store.ReadAuditAsync(0, 10_000, default)).Select(r => r.Sequence));
        _logs.Lines.Should().Contain(l => l.Contains("[1010]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sink_ThatHangs_IsNamedAgainAfterAWhile()
    {
        var sink = new HangingSink(endsWithItsToken: false);
        SimulatedHost host = await ActiveAsync(sink);
        sink.IsHanging = true;
        await Verbs.StartAsync(host, "suspend");
        Task<int> turn = host.Pump.RunOnceAsync();
        _world.Time.Advance(AuditDelivery.Patience);
        turn.IsCompleted.Should().BeTrue();
        await turn;

        for (int minute = 0; minute < 25; minute++)
        {
            Task<int> next = host.Pump.RunOnceAsync();
            next.IsCompleted.Should().BeTrue("what has not ended is not waited for again");
            await next;
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _logs.Lines.Count(l => l.Contains("[1012]", StringComparison.Ordinal)).Should().Be(3);
        sink.Calls.Should().Be(1);
    }

    public void Dispose() => _world.LoggerFactory.Dispose();

    private async Task<SimulatedHost> ActiveAsync(HangingSink sink)
    {
        _world.LoggerFactory = LoggerFactory.Create(b => b.AddProvider(_logs));
        _world.AuditSinks.Add(sink);
        SimulatedHost host = _world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await _world.RunToEndAsync(host);
        sink.Calls = 0;
        return host;
    }

    private sealed class HangingSink(bool endsWithItsToken) : IAuditSink
    {
        private readonly TaskCompletionSource _released = new();

        public bool IsHanging { get; set; }

        public int Calls { get; set; }

        public List<long> Taken { get; } = [];

        public string Name => "hanging";

        public void Release()
        {
            IsHanging = false;
            _released.SetResult();
        }

        public async ValueTask WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
        {
            Calls++;
            if (IsHanging)
            {
                await _released.Task.WaitAsync(endsWithItsToken ? cancellationToken : CancellationToken.None);
            }

            Taken.AddRange(records.Select(r => r.Sequence));
        }
    }
}
