using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>A sandbox: its life by the provider, what happens in it by envd.</summary>
internal sealed class EnvdSandbox : ISandbox
{
    private const int MaxPort = 65535;

    private readonly ISandboxProvider _provider;
    private readonly EnvdEndpoint _endpoint;

    public EnvdSandbox(EnvdServices services, ISandboxProvider provider, EnvdEndpoint endpoint)
    {
        _ = services;
        (_provider, _endpoint) = (provider, endpoint);
    }

    public SandboxId Id => _endpoint.Sandbox;

    public ISandboxCommands Commands => throw new NotSupportedException("Commands are not there yet.");

    public ISandboxFiles Files => throw new NotSupportedException("Files are not there yet.");

    public Uri GetPreviewUri(int port) => _endpoint.GetAddress(Checked(port));

    public async Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default)
    {
        Uri uri = GetPreviewUri(port);
        return new SandboxPreview(uri, await _endpoint.GetPortHeadersAsync(port, cancellationToken).ConfigureAwait(false));
    }

    public async Task<SandboxInfo> DescribeAsync(CancellationToken cancellationToken = default) =>
        await _provider.FindAsync(Id, cancellationToken).ConfigureAwait(false)
            ?? throw new SandboxLostException($"The sandbox '{Id}' is gone: its provider does not know it any more. Start another.", Id, SandboxEndReason.Unknown);

    public Task<SandboxSnapshot> SnapshotAsync(SandboxSnapshotRequest? request = null, CancellationToken cancellationToken = default) =>
        _provider.SnapshotAsync(Id, request ?? new SandboxSnapshotRequest(), cancellationToken);

    public Task PauseAsync(SandboxPauseMode mode = SandboxPauseMode.KeepMemory, CancellationToken cancellationToken = default) =>
        _provider.PauseAsync(Id, mode, cancellationToken);

    public Task ResumeAsync(TimeSpan? lifetime = null, CancellationToken cancellationToken = default) => _provider.ResumeAsync(Id, lifetime, cancellationToken);

    public Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default) => _provider.ExtendAsync(Id, lifetime, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => _provider.StopAsync(Id, cancellationToken);

    public override string ToString() => $"sandbox {Id} of {_provider.Name}";

    private static int Checked(int port) =>
        port is >= 1 and <= MaxPort ? port : throw new ArgumentOutOfRangeException(nameof(port), port, $"Give a port from 1 to {MaxPort}.");
}
