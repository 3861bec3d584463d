using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Templates as preheated snapshots, where the provider saves them; else prepared in each sandbox. Thread-safe.</summary>
internal sealed class PreparedSandboxTemplates : ISandboxTemplates
{
    private readonly IReadOnlyList<ISandboxProvider> _providers;
    private readonly TemplateSnapshots _snapshots;
    private readonly AfterRestore _afterRestore;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Key, TaskCompletionSource<PreparedTemplate>> _ready = new();

    public PreparedSandboxTemplates(IEnumerable<ISandboxProvider> providers, TimeProvider timeProvider, IRandomSource random, ILogger<PreparedSandboxTemplates> logger)
    {
        _providers = [.. providers];
        _snapshots = new TemplateSnapshots(timeProvider, random, logger);
        _afterRestore = new AfterRestore(timeProvider, random, logger);
        _logger = logger;
    }

    public async Task<PreparedTemplate> PrepareAsync(SandboxTemplate template, CancellationToken cancellationToken = default)
    {
        TemplateRules.Check(template);
        ISandboxProvider provider = TemplateRules.Provider(template, _providers);
        Key key = new(provider.Name, template.Name, template.Version, SnapshotName.DefinitionOf(template));
        TaskCompletionSource<PreparedTemplate> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<PreparedTemplate> first = _ready.GetOrAdd(key, turn);
        if (first == turn)
        {
            _ = MakeReadyAsync(provider, template, key, turn);
        }

        return await first.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<ISandbox> StartAsync(SandboxTemplate template, SandboxStart start, CancellationToken cancellationToken = default)
    {
        TemplateRules.Check(template);
        TemplateRules.Check(template, start);
        ISandboxProvider provider = TemplateRules.Provider(template, _providers);
        PreparedTemplate ready = await PrepareAsync(template, cancellationToken).ConfigureAwait(false);
        if (ready.Snapshot is null)
        {
            return await StartAnewAsync(provider, template, start, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await StartFromAsync(provider, template, ready, start, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException exception) when (exception.Effect == CloudEffect.None)
        {
            // Somebody deleted the snapshot: it is looked for and prepared once more.
            Key key = new(provider.Name, template.Name, template.Version, SnapshotName.DefinitionOf(template));
            if (_ready.TryGetValue(key, out TaskCompletionSource<PreparedTemplate>? known) && known.Task.IsCompletedSuccessfully && await known.Task.ConfigureAwait(false) == ready)
            {
                _ready.TryRemove(KeyValuePair.Create(key, known));
            }

            ready = await PrepareAsync(template, cancellationToken).ConfigureAwait(false);
            return await StartFromAsync(provider, template, ready, start, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MakeReadyAsync(ISandboxProvider provider, SandboxTemplate template, Key key, TaskCompletionSource<PreparedTemplate> turn)
    {
        try
        {
            if (provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots) && await TryMakeReadyAsync(provider, template).ConfigureAwait(false) is { } ready)
            {
                turn.SetResult(ready);
            }
            else
            {
                SandboxTemplateLog.PreparedEachTime(_logger, provider.Name, template.Name, template.Version);
                turn.SetResult(new PreparedTemplate { Name = template.Name, Version = template.Version });
            }
        }
        catch (Exception exception)
        {
            // What failed is tried again by the next call.
            _ready.TryRemove(KeyValuePair.Create(key, turn));
            turn.SetException(exception);
        }
    }

    // A service may turn out to have no list of snapshots: what another host or an earlier start prepared cannot be found there.
    private async Task<PreparedTemplate?> TryMakeReadyAsync(ISandboxProvider provider, SandboxTemplate template)
    {
        try
        {
            return await _snapshots.MakeReadyAsync(provider, template, CancellationToken.None).ConfigureAwait(false);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private async Task<ISandbox> StartFromAsync(ISandboxProvider provider, SandboxTemplate template, PreparedTemplate ready, SandboxStart start, CancellationToken cancellationToken)
    {
        SandboxSnapshotId snapshot = ready.Snapshot!.Value;
        SandboxManifest manifest = ready.Manifest!;
        SnapshotName name = new(template.Name, template.Version, manifest.Definition, SnapshotName.HashOf(ManifestFile.Write(manifest)));
        ISandbox sandbox = await provider.StartAsync(start with { Snapshot = snapshot }, cancellationToken).ConfigureAwait(false);
        try
        {
            Task<(SandboxManifest? Manifest, string? Problem)> reading = TemplateSnapshots.ReadManifestAsync(sandbox, template, name, cancellationToken);
            Task<bool> looking = AfterRestore.IsDoneAsync(sandbox, cancellationToken);
            await Task.WhenAll(reading, looking).ConfigureAwait(false);
            if (await looking.ConfigureAwait(false))
            {
                return sandbox;
            }

            if ((await reading.ConfigureAwait(false)).Problem is { } problem)
            {
                throw _snapshots.Refused(template, snapshot, problem);
            }

            await _afterRestore.RunAsync(sandbox, template, cancellationToken).ConfigureAwait(false);
            return sandbox;
        }
        catch (Exception exception) when (exception is SandboxTemplateException or CloudCallException { Effect: CloudEffect.None })
        {
            throw await AfterStartAsync(provider, sandbox.Id, exception).ConfigureAwait(false);
        }
    }

    private async Task<ISandbox> StartAnewAsync(ISandboxProvider provider, SandboxTemplate template, SandboxStart start, CancellationToken cancellationToken)
    {
        if (template.AllowInternet && !start.AllowInternet)
        {
            throw new NotSupportedException(
                $"Template '{template.Name}' wants the internet while it is prepared and the start wants none afterwards: provider '{provider.Name}' saves no snapshots and cannot take it away in between. Allow it in the start, or take a provider with snapshots.");
        }

        ISandbox sandbox = await provider.StartAsync(start with { Template = template.Base }, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await AfterRestore.IsDoneAsync(sandbox, cancellationToken).ConfigureAwait(false))
            {
                await TemplateWork.RunAsync(sandbox, template, cancellationToken).ConfigureAwait(false);
                await _afterRestore.RunAsync(sandbox, template, cancellationToken).ConfigureAwait(false);
            }

            return sandbox;
        }
        catch (Exception exception) when (exception is SandboxTemplateException or CloudCallException { Effect: CloudEffect.None })
        {
            throw await AfterStartAsync(provider, sandbox.Id, exception).ConfigureAwait(false);
        }
    }

    /// <summary>What failed in a sandbox that was started: the start has worked, whatever was refused afterwards.</summary>
    private async Task<Exception> AfterStartAsync(ISandboxProvider provider, SandboxId sandbox, Exception exception) => exception switch
    {
        CloudCallException call => call.WithEffect(CloudEffect.Applied),
        SandboxTemplateException refused when !await _snapshots.StopAsync(provider, sandbox, refused.Template).ConfigureAwait(false) => new SandboxTemplateException(
            $"{refused.Message} The sandbox {sandbox} could not be stopped.", refused.Template, refused.Version, refused.Stage, refused.Output, refused, sandbox),
        _ => exception,
    };

    private sealed record Key(string Provider, string Template, string Version, string Definition);
}
