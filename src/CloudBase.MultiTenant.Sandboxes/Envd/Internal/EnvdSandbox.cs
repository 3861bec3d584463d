using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>A sandbox: its life by the provider, what happens in it by envd.</summary>
internal sealed class EnvdSandbox : ISandbox
{
    private const int MaxPort = 65535;

    private readonly ISandboxProvider _provider;
    private readonly EnvdEndpoint _endpoint;

    public EnvdSandbox(EnvdServices services, ISandboxProvider provider, EnvdEndpoint endpoint)
    {
        (_provider, _endpoint) = (provider, endpoint);
        SandboxFate fate = new(provider, endpoint.Sandbox, services.TimeProvider);
        EnvdTransport transport = new(services, endpoint, new EnvdErrors(endpoint, fate));
        Commands = new EnvdCommands(transport, provider.Name);
        Files = new EnvdFiles(transport);
    }

    public SandboxId Id => _endpoint.Sandbox;

    public ISandboxCommands Commands { get; }

    public ISandboxFiles Files { get; }

    public Uri GetPreviewUri(int port) => _endpoint.GetPreviewAddress(Checked(port));

    public async Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default)
    {
        Uri uri = GetPreviewUri(port);
        Dictionary<string, SecretString> headers = new(await _endpoint.GetPortHeadersAsync(port, cancellationToken).ConfigureAwait(false), StringComparer.OrdinalIgnoreCase);
        if (_endpoint.RoutesByHeaders && uri == _endpoint.GetAddress(port))
        {
            headers[EnvdHeaders.SandboxId] = new SecretString(Id.Value);
            headers[EnvdHeaders.SandboxPort] = new SecretString(port.ToString(CultureInfo.InvariantCulture));
        }

        return new SandboxPreview(uri, headers);
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
