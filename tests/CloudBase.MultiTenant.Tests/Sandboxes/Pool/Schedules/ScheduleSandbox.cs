using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>A sandbox as one host sees it: what a dead host sends does not arrive.</summary>
internal sealed class ScheduleSandbox(FakePoolSandbox inner, ScheduleProvider provider) : ISandbox, ISandboxCommands
{
    public SandboxId Id => inner.Id;

    public ISandboxCommands Commands => this;

    public ISandboxFiles Files => inner.Files;

    public Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default) =>
        provider.InAsync(Id, () => inner.RunAsync(command, options), cancellationToken, isLateToo: true);

    public async Task<ISandboxProcess> StartAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What waits for input has no effect yet.
        ISandboxProcess process = await provider.InAsync(Id, () => inner.StartAsync(command, options), cancellationToken, isLateToo: false);
        return new ScheduleCommand(process, (wait, token) => provider.InAsync(Id, wait, token, isLateToo: true));
    }

    public Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default) => inner.ConnectAsync(processId, cancellationToken);

    public Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    public Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default) => inner.SignalAsync(processId, signal, cancellationToken);

    public Uri GetPreviewUri(int port) => inner.GetPreviewUri(port);

    public Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default) => inner.GetPreviewAsync(port, cancellationToken);

    public async Task<SandboxInfo> DescribeAsync(CancellationToken cancellationToken = default) => (await provider.FindAsync(Id, cancellationToken))!;

    public Task<SandboxSnapshot> SnapshotAsync(SandboxSnapshotRequest? request = null, CancellationToken cancellationToken = default) =>
        provider.SnapshotAsync(Id, request ?? new(), cancellationToken);

    public Task PauseAsync(SandboxPauseMode mode = SandboxPauseMode.KeepMemory, CancellationToken cancellationToken = default) => provider.PauseAsync(Id, mode, cancellationToken);

    public Task ResumeAsync(TimeSpan? lifetime = null, CancellationToken cancellationToken = default) => provider.ResumeAsync(Id, lifetime, cancellationToken);

    public Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default) => provider.ExtendAsync(Id, lifetime, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => provider.StopAsync(Id, cancellationToken);
}
