using System.Text;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Envd;

/// <summary>Processes that are read, waited for and written to, over a scripted envd.</summary>
public sealed class ProcessTests
{
    private const string StartPath = "/process.Process/Start";

    [Fact]
    public async Task ReadOutputAsync_NobodyReads_NothingIsReadAhead()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        CountingStream body = new(new Envelopes().Send(Envelopes.Start()).Send([.. Enumerable.Range(0, 2000).Select(_ => Envelopes.Output(new string('x', 1000)))]).Send(Envelopes.Ended()).End().Body);
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(body));

        await using ISandboxProcess process = await sandbox.Commands.StartAsync("yes");
        long before = body.Count;
        await using IAsyncEnumerator<CommandOutput> output = process.ReadOutputAsync().GetAsyncEnumerator();
        (await output.MoveNextAsync()).Should().BeTrue();

        before.Should().BeLessThan(100, "only the start was asked for");
        body.Count.Should().BeLessThan(3000, "one piece was asked for");
    }

    [Fact]
    public async Task ReadOutputAsync_ReaderGivesUp_WaitCollectsTheRest()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        Envelopes stream = new Envelopes().Send(Envelopes.Start(), Envelopes.Output("read "));
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(stream.Body));
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("x");
        using CancellationTokenSource reader = new();

        await using (IAsyncEnumerator<CommandOutput> output = process.ReadOutputAsync(reader.Token).GetAsyncEnumerator(reader.Token))
        {
            (await output.MoveNextAsync()).Should().BeTrue();
            ValueTask<bool> next = output.MoveNextAsync();
            await reader.CancelAsync();
            await next.AsTask().Awaiting(n => n).Should().ThrowAsync<OperationCanceledException>();
        }

        Task<CommandResult> waiting = process.WaitAsync();
        stream.Send(Envelopes.Output("and "), Envelopes.Output("collected"), Envelopes.Ended(2)).End();

        CommandResult result = await waiting;
        (result.StandardOutput, result.ExitCode).Should().Be(("and collected", 2), "what the reader had is not repeated, what it gave up is not lost");
    }

    [Fact]
    public async Task WaitAsync_GivenUpAndAskedAgain_StillEnds()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        Envelopes stream = new Envelopes().Send(Envelopes.Start());
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(stream.Body));
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("x");
        using CancellationTokenSource impatient = new();
        Task<CommandResult> first = process.WaitAsync(impatient.Token);
        await impatient.CancelAsync();

        await first.Awaiting(f => f).Should().ThrowAsync<OperationCanceledException>();
        stream.Send(Envelopes.Output("all"), Envelopes.Ended()).End();

        (await process.WaitAsync()).StandardOutput.Should().Be("all");
        process.Invoking(p => p.ReadOutputAsync()).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task ReadOutputAsync_Twice_IsRefused()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(Envelopes.Whole(Envelopes.Start(), Envelopes.Ended())));
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("x");
        _ = process.ReadOutputAsync();

        process.Invoking(p => p.ReadOutputAsync()).Should().Throw<InvalidOperationException>().WithMessage("*read already*");
    }

    [Fact]
    public async Task DisposeAsync_WhileItRuns_EndsTheStreamAndSignalsNothing()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Body));
        ISandboxProcess process = await sandbox.Commands.StartAsync("x");
        Task<CommandResult> waiting = process.WaitAsync();

        await process.DisposeAsync();

        await waiting.Awaiting(w => w).Should().ThrowAsync<ObjectDisposedException>();
        host.Service.Seen.Should().NotContain(s => s.Uri.AbsolutePath.EndsWith("SendSignal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteInputAsync_MoreThanOnePiece_GoesInOrderAndWhole()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Body)).On("POST", "/process.Process/SendInput", 200, "{}");
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("cat", new CommandOptions { OpenInput = true });
        byte[] first = [.. Enumerable.Repeat((byte)'a', 150_000)], second = [.. Enumerable.Repeat((byte)'b', 10)];

        await Task.WhenAll(process.WriteInputAsync(first), process.WriteInputAsync(second));

        IEnumerable<byte> sent = host.Service.Seen.Where(s => s.Uri.AbsolutePath.EndsWith("SendInput", StringComparison.Ordinal))
            .SelectMany(s => System.Text.Json.JsonDocument.Parse(s.Body).RootElement.GetProperty("input").GetProperty("stdin").GetBytesFromBase64());
        Encoding.ASCII.GetString([.. sent]).Should().Be(new string('a', 150_000) + new string('b', 10));
    }

    [Theory]
    [InlineData("SendSignal")]
    [InlineData("SendInput")]
    [InlineData("CloseStdin")]
    public async Task Calls_OfAProcessThatHasEnded_SaySo(string method)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start(99)).Body))
            .On("POST", "/process.Process/" + method, 404, """{"code":"not_found","message":"process with pid 99 not found"}""");
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("cat");

        switch (method)
        {
            case "SendSignal":
                (await process.SignalAsync(SandboxSignal.Terminate)).Should().BeFalse();
                break;
            case "SendInput":
                (await process.Awaiting(p => p.WriteInputAsync(new byte[1])).Should().ThrowAsync<SandboxProcessNotFoundException>()).Which.ProcessId.Should().Be(99);
                break;
            default:
                await process.Awaiting(p => p.CloseInputAsync()).Should().ThrowAsync<SandboxProcessNotFoundException>();
                break;
        }
    }

    [Fact]
    public async Task CloseInputAsync_EnvdThatCannot_SaysSoAndSendsNothing()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync(version: "0.5.1");
        host.Service.On("POST", StartPath, _ => ScriptedService.Stream(new Envelopes().Send(Envelopes.Start()).Body));
        await using ISandboxProcess process = await sandbox.Commands.StartAsync("cat", new CommandOptions { OpenInput = true });

        await process.Awaiting(p => p.CloseInputAsync()).Should().ThrowAsync<NotSupportedException>().WithMessage("*0.5.1*");
        host.Service.Count("POST", "/process.Process/CloseStdin").Should().Be(0);
    }

    [Fact]
    public async Task ListAsync_Processes_AreShownAndALostAnswerIsAskedForAgain()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.InTurn("POST", "/process.Process/List", _ => ScriptedService.Lost(), _ => ScriptedService.Json(200, """{"processes":[{"config":{"cmd":"/bin/bash","args":["-c","x"],"cwd":"/tmp"},"pid":5,"tag":"t"}]}"""));

        (await sandbox.Commands.ListAsync()).Should().BeEquivalentTo([new SandboxProcessInfo { Id = 5, Program = "/bin/bash", Arguments = ["-c", "x"], WorkingDirectory = "/tmp" }]);
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            Count += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
