using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Processes;

/// <summary>A command's time counts from the call for it: who sees what it does, and then lets the time pass, sees it end, too.</summary>
public sealed class CommandDeadlineTests
{
    [Theory]
    [InlineData(4, true)]
    [InlineData(2, false)]
    public async Task Deadline_OfACommandThatIsSlowToStart_CountsFromTheCall(int minutes, bool isOver)
    {
        FakeTimeProvider time = new();
        SlowSandbox sandbox = new(() => time.Advance(TimeSpan.FromMinutes(minutes)));
        ProcessTable processes = new(sandbox, time);

        await processes.StartAsync(new SandboxedProcessStart { Program = "sleep" }, null, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);

        // A timer that is due at once fires with the next step of the clock.
        time.Advance(TimeSpan.FromSeconds(1));
        sandbox.Killed.Should().Be(isOver);
        time.Advance(TimeSpan.FromMinutes(1));
        sandbox.Killed.Should().BeTrue();
    }

    /// <summary>A sandbox in which time passes while a process gets into it.</summary>
    private sealed class SlowSandbox(Action passes) : IRunningSandbox, ISandboxedProcess
    {
        public bool Killed { get; private set; }

        string IRunningSandbox.Id => "slow";

        int ISandboxedProcess.Id => 1;

        Task<SandboxExit> IRunningSandbox.Exited { get; } = new TaskCompletionSource<SandboxExit>().Task;

        Task<SandboxedProcessExit> ISandboxedProcess.Exited { get; } = new TaskCompletionSource<SandboxedProcessExit>().Task;

        public ISandboxFileSystem Files => throw new NotSupportedException();

        public Stream Output => Stream.Null;

        public Stream Error => Stream.Null;

        public Stream? Input => null;

        public Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken)
        {
            passes();
            return Task.FromResult<ISandboxedProcess>(this);
        }

        public bool Signal(int signal)
        {
            Killed |= signal == 9;
            return true;
        }

        public Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task FreezeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ThawAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public SandboxUsage Measure() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
