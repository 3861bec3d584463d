using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Sandboxes of Tencent Agent Sandbox: instances of tools, led by ags, worked in through envd. Thread-safe.</summary>
internal sealed class AgentSandboxProvider : ISandboxProvider
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
        SandboxCapabilities.PauseWithMemory | SandboxCapabilities.PauseWithoutMemory | SandboxCapabilities.NativeStartId | SandboxCapabilities.StartEnvironment;

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        StartRules.Check(start);
        await _tools.EnsureAsync(start.Template!, cancellationToken).ConfigureAwait(false);
        SandboxInstanceData instance = await _starter.StartAsync(start, cancellationToken).ConfigureAwait(false);
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

    public async Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CallAsync(
                AgsActions.PauseSandboxInstance, new PauseSandboxInstanceRequest(id.Value, mode == SandboxPauseMode.KeepMemory), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State is not (SandboxState.Paused or SandboxState.Pausing))
            {
                throw;
            }
        }

        SandboxInfo? paused = InstanceMapping.ToInfo(
            await _look.WaitAsync(id, s => s is SandboxState.Paused or SandboxState.Unknown, AgsActions.PauseSandboxInstance, cancellationToken).ConfigureAwait(false));
        if (paused is null || InstanceMapping.IsGone(paused.State))
        {
            throw Lost(id, paused);
        }

        if (paused.State != SandboxState.Paused)
        {
            throw new CloudConflictException(
                $"The instance {id} was not paused: it is {paused.ProviderState}. Look at it again, and stop it where it stays so.",
                AgsErrors.Details(AgsActions.PauseSandboxInstance, paused.ProviderState, CloudEffect.Unknown));
        }
    }

    public async Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        string? timeout = lifetime is { } given ? InstanceLifetime.Write(given) : null;
        try
        {
            await _client.CallAsync(AgsActions.ResumeSandboxInstance, new ResumeSandboxInstanceRequest(id.Value, timeout), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State == SandboxState.Running)
            {
                await (lifetime is { } longer ? ExtendAsync(id, longer, cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
                return;
            }

            if (info.State != SandboxState.Resuming)
            {
                throw;
            }
        }

        SandboxInfo? running = InstanceMapping.ToInfo(
            await _look.WaitAsync(id, s => s == SandboxState.Running, AgsActions.ResumeSandboxInstance, cancellationToken).ConfigureAwait(false));
        if (running is null || InstanceMapping.IsGone(running.State))
        {
            throw Lost(id, running);
        }
    }

    public async Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        string timeout = InstanceLifetime.Write(lifetime);
        try
        {
            await _client.CallAsync(AgsActions.UpdateSandboxInstance, new UpdateSandboxInstanceRequest(id.Value, timeout), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State is SandboxState.Paused or SandboxState.Pausing)
            {
                throw new SandboxPausedException($"The sandbox {id} is paused, and ags gives a lifetime only to what runs. Resume it with the lifetime.", id, exception);
            }

            throw;
        }
    }

    public async Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CallAsync(AgsActions.StopSandboxInstance, new InstanceIdRequest(id.Value), null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Applied)
        {
            return false;
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo? info = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (info is not null && !InstanceMapping.IsGone(info.State))
            {
                throw;
            }

            return false;
        }
        finally
        {
            _tokens.Forget(id);
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

    private ISandbox Open(SandboxId id) => _sandboxes.Create(this, new AgentEnvdEndpoint(id, _oneAddress, _domain, _tokens));

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
