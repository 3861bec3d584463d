using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Fleet;

/// <summary>Sandboxes that are only noted. Each step fails as it is told to, and waits where it is held.</summary>
internal sealed class ScriptedRuntime : ISandboxRuntime
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Exception> _failures = [];
    private readonly Dictionary<string, (TaskCompletionSource Reached, TaskCompletionSource Released)> _holds = [];

    public SandboxTier Tier => SandboxTier.Processes;

    public bool CanFreeze { get; set; } = true;

    public IReadOnlyList<string> Notes => [];

    /// <summary>What was done, in its order: the step and the sandbox or layer.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Lets the next call of a step, or every one, fail.</summary>
    public void Fail(string step, Exception exception)
    {
        lock (_gate)
        {
            _failures[step] = exception;
        }
    }

    public void Heal()
    {
        lock (_gate)
        {
            _failures.Clear();
        }
    }

    /// <summary>Holds the calls of a step.</summary>
    /// <returns>When the first has come, and what lets all of them go on.</returns>
    public (Task Reached, Action Release) Hold(string step)
    {
        lock (_gate)
        {
            var hold = (Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Released: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _holds[step] = hold;
            return (hold.Reached.Task, () => hold.Released.TrySetResult());
        }
    }

    public async Task<IRunningSandbox> StartAsync(SandboxLayout layout, CancellationToken cancellationToken)
    {
        await StepAsync("start", layout.Id);
        return new Running(this, layout.Id);
    }

    public async Task<long> SaveLayerAsync(string sandboxId, string layerId, CancellationToken cancellationToken)
    {
        await StepAsync("save", sandboxId);
        return 1;
    }

    public bool HasLayer(string layerId) => true;

    public Task DeleteLayerAsync(string layerId, CancellationToken cancellationToken) => StepAsync("delete", layerId);

    public Task DiscardAsync(string sandboxId, CancellationToken cancellationToken) => StepAsync("discard", sandboxId);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task StepAsync(string step, string what)
    {
        Exception? failure;
        Task held = Task.CompletedTask;
        lock (_gate)
        {
            Done.Add($"{step} {what}");
            failure = _failures.GetValueOrDefault(step);
            if (_holds.TryGetValue(step, out var hold))
            {
                hold.Reached.TrySetResult();
                held = hold.Released.Task;
            }
        }

        await held;
        if (failure is not null)
        {
            throw failure;
        }
    }

    private sealed class Running(ScriptedRuntime runtime, string id) : IRunningSandbox
    {
        private readonly TaskCompletionSource<SandboxExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public Task<SandboxExit> Exited => _exited.Task;

        // No test here reads one.
        public ISandboxFileSystem Files => null!;

        public Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task FreezeAsync(CancellationToken cancellationToken) => runtime.StepAsync("freeze", id);

        public Task ThawAsync(CancellationToken cancellationToken) => runtime.StepAsync("thaw", id);

        public SandboxUsage Measure() => new(0, 0, 0, 0);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await runtime.StepAsync("kill", id);
            }
            finally
            {
                _exited.TrySetResult(SandboxExit.Killed);
            }
        }
    }
}
