using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Sandboxes of Tencent Agent Sandbox: instances of tools, led by ags, worked in through envd. Thread-safe.</summary>
internal sealed partial class AgentSandboxProvider : ISandboxProvider
{
    private const string Internet = "PUBLIC";
    private const string NoNetwork = "SANDBOX";

    private readonly TencentCloudClient _client;
    private readonly EnvdSandboxFactory _sandboxes;
    private readonly InstanceLook _look;
    private readonly InstanceStarter _starter;
    private readonly InstanceTokens _tokens;
    private readonly ToolCatalog _tools;
    private readonly ILogger _logger;
    private readonly Uri? _oneAddress;
    private readonly string _domain;

    public AgentSandboxProvider(
        TencentCloudClient client,
        TencentCloudOptions cloud,
        AgentSandboxOptions options,
        EnvdSandboxFactory sandboxes,
        TimeProvider timeProvider,
        IRandomSource random,
        ILogger<AgentSandboxProvider> logger)
    {
        (_client, _sandboxes, _logger) = (client, sandboxes, logger);
        _look = new InstanceLook(client, options, timeProvider, random);
        _starter = new InstanceStarter(client, options, _look, timeProvider, logger);
        _tokens = new InstanceTokens(client, timeProvider, logger);
        _tools = new ToolCatalog(client, options, _look, timeProvider, logger);
        _oneAddress = options.DataPlaneUrl ?? (cloud.Endpoint is { IsLoopback: true } emulator ? emulator : null);
        _domain = $"{cloud.Region}.{options.Domain}";
    }

    public string Name => "ags";

    public SandboxCapabilities Capabilities =>
        SandboxCapabilities.PauseWithMemory | SandboxCapabilities.PauseWithoutMemory | SandboxCapabilities.NativeStartId | SandboxCapabilities.StartEnvironment | SandboxCapabilities.NamedUsers;

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        StartRules.Check(start);
        await _tools.EnsureAsync(start.Template!, cancellationToken).ConfigureAwait(false);
        SandboxInstanceData instance = await _starter.StartAsync(start, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenStartedAsync(start, instance, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.None)
        {
            // A look was refused; the start was not.
            throw exception.WithEffect(CloudEffect.Applied);
        }
    }

    public async Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await LiveAsync(id, cancellationToken).ConfigureAwait(false);
        return Open(id);
    }

    public async Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken) =>
        InstanceMapping.ToInfo(await _look.FindAsync(id, cancellationToken).ConfigureAwait(false));

    // How ags filters by label is written nowhere, so it is done here.
    public async IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await foreach (SandboxInstanceData instance in _look.ListAsync(query.PageSize, cancellationToken).ConfigureAwait(false))
        {
            if (InstanceMapping.ToInfo(instance) is { } info
                && !InstanceMapping.IsGone(info.State)
                && (query.States.Count == 0 || query.States.Contains(info.State))
                && query.Metadata.All(wanted => info.Metadata.TryGetValue(wanted.Key, out string? value) && value == wanted.Value))
            {
                yield return info;
            }
        }
    }

    public Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken) => throw NoSnapshots();

    public IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, CancellationToken cancellationToken) => throw NoSnapshots();

    public Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken) => throw NoSnapshots();

    private static NotSupportedException NoSnapshots() => new(
        "Agent Sandbox saves no snapshots here: its CreateSandboxSnapshot is in a closed beta and in no published API. Ask the provider's Capabilities first; a template is prepared anew in each sandbox instead.");

    private static SandboxLostException Lost(SandboxId id, SandboxInfo? info, Exception? innerException = null) => new(
        $"The sandbox {id} is gone{(info is null ? ": ags does not know it any more" : $": it is {info.ProviderState}")}. Start another.",
        id,
        info?.EndReason ?? SandboxEndReason.Unknown,
        innerException);

    private async Task<ISandbox> OpenStartedAsync(SandboxStart start, SandboxInstanceData instance, CancellationToken cancellationToken)
    {
        SandboxInfo info = InstanceMapping.ToInfo(instance)!;
        if (info.State != SandboxState.Running)
        {
            // A start that is repeated later may find its instance paused; it is returned as it is.
            instance = await _look.WaitAsync(info.Id, s => s is SandboxState.Running or SandboxState.Paused, AgsActions.StartSandboxInstance, cancellationToken).ConfigureAwait(false) ?? instance;
            info = InstanceMapping.ToInfo(instance)!;
        }

        if (InstanceMapping.IsGone(info.State))
        {
            throw new CloudUnavailableException(
                $"The instance {info.Id} of '{info.Source}' is {info.ProviderState} instead of running. Start another, with a start id of its own.",
                AgsErrors.Details(AgsActions.StartSandboxInstance, "ClientError.StartFailed", CloudEffect.Applied));
        }

        await CheckNetworkAsync(start, info.Id, instance.NetworkMode).ConfigureAwait(false);
        return Open(info.Id);
    }

    private ISandbox Open(SandboxId id) => _sandboxes.Create(this, new AgentEnvdEndpoint(id, _oneAddress, _domain, _tokens, async (exception, token) =>
    {
        SandboxInfo info = await LiveAsync(id, token, exception).ConfigureAwait(false);
        if (info.State is SandboxState.Paused or SandboxState.Pausing)
        {
            throw new SandboxPausedException($"The sandbox {id} is paused. Resume it first.", id, exception);
        }
    }));

    private async Task<SandboxInfo> LiveAsync(SandboxId id, CancellationToken cancellationToken, Exception? innerException = null)
    {
        SandboxInfo? info = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        return info is null || InstanceMapping.IsGone(info.State) ? throw Lost(id, info, innerException) : info;
    }

    // The network is the tool's. What a start was promised is held: an instance that can call more, or less, is stopped again.
    private async Task CheckNetworkAsync(SandboxStart start, SandboxId id, string? network)
    {
        if (network != (start.AllowInternet ? NoNetwork : Internet))
        {
            return;
        }

        AgentSandboxLog.StoppedForItsNetwork(_logger, id, network);
        try
        {
            await StopAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CloudCallException exception)
        {
            AgentSandboxLog.NotStopped(_logger, exception, id);
        }

        throw new CloudInvalidRequestException(
            $"The instance {id} was stopped again: the tool '{start.Template}' has the network {network}, and the start says AllowInternet = {start.AllowInternet}. Give the start what its tool has, or name a tool with the other network.",
            AgsErrors.Details(AgsActions.StartSandboxInstance, "ClientError.Network", CloudEffect.Applied));
    }
}
