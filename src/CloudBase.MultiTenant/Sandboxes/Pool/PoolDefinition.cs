using System.Collections.ObjectModel;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One pool as this host was told: its options, its template, its provider. Immutable.</summary>
internal sealed class PoolDefinition
{
    public PoolDefinition(string name, IOptionsMonitor<SandboxPoolOptions> options, PoolParts parts)
    {
        Name = name;
        Options = options.Get(name);
        Template = new SandboxTemplate
        {
            Name = name,
            Version = Options.Version,
            Base = Options.Base!,
            Provider = Options.Provider,
            Files = new ReadOnlyDictionary<string, string>(Options.Files),
            PrepareScript = Options.PrepareScript,
            PrepareTimeout = Options.PrepareTimeout,
            CheckCommand = Options.CheckCommand,
            AllowInternet = Options.PrepareWithInternet,
        };
        Provider = TemplateRules.Provider(Template, parts.Providers);
        if (Options.McpUser is { } user && !Provider.Capabilities.HasFlag(SandboxCapabilities.NamedUsers))
        {
            throw new SandboxUserException(
                $"The sandbox pool '{name}' has McpUser '{user}', and its provider '{Provider.Name}' runs every command as the same user: leave McpUser out, and what the tenant's code can read is what its MCP server reads; or take a provider that runs commands as users by name (SandboxCapabilities.NamedUsers).", user);
        }

        TemplateText = $"{name}/{Options.Version}/{TextDigest.Of([SnapshotName.DefinitionOf(Template), Provider.Name, Options.AllowInternet ? "internet" : null])}";
        Labels = new PoolLabels(parts);
        Ports = new ReadOnlyDictionary<string, int>(Options.Ports);
    }

    private PoolDefinition(PoolDefinition pool, ISandboxProvider provider)
    {
        (Name, Options, Template, TemplateText) = (pool.Name, pool.Options, pool.Template, pool.TemplateText);
        (Provider, Labels, Ports) = (provider, pool.Labels, pool.Ports);
    }

    public string Name { get; }

    public SandboxPoolOptions Options { get; }

    public SandboxTemplate Template { get; }

    /// <summary>The template's name, version and a hash of all that makes a warm sandbox what it is, its provider and its network included, as rows have it.</summary>
    public string TemplateText { get; }

    public ISandboxProvider Provider { get; }

    public PoolLabels Labels { get; }

    public IReadOnlyDictionary<string, int> Ports { get; }

    /// <summary>How long a start may take until its row is somebody else's to clean up. Where nothing is saved, each start prepares anew.</summary>
    public TimeSpan StartPatience => Options.StartTimeout + (Provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots | SandboxCapabilities.SnapshotNames) ? TimeSpan.Zero : Template.PrepareTimeout + Template.CheckTimeout);

    /// <summary>How long a claim is this host's: for as long as the binding may take, and a lease after that, so that what is handed over at the last moment is still held.</summary>
    public TimeSpan BindingPatience => (Options.CallTimeout * 2) + Options.LeaseDuration;

    /// <summary>When there may be room again at the soonest: what is marked for a call is paused after its grace.</summary>
    public TimeSpan RetryAfter => Options.IdleGrace > TimeSpan.FromSeconds(1) ? Options.IdleGrace : TimeSpan.FromSeconds(1);

    /// <summary>The pool as another provider has what is left of it.</summary>
    public PoolDefinition Under(ISandboxProvider provider) => new(this, provider);

    /// <summary>Whether a call that finds nothing warm may start a sandbox of its own.</summary>
    public bool MayStartCold(SandboxRequest request) => request.AllowCold ?? Options.ColdWhenEmpty;

    /// <summary>What is done with an idle sandbox, as far as the provider can.</summary>
    public SandboxExpiryAction OnIdle => (Options.OnIdle, Provider.Capabilities & (SandboxCapabilities.PauseWithMemory | SandboxCapabilities.PauseWithoutMemory)) switch
    {
        (SandboxExpiryAction.Stop, _) or (_, SandboxCapabilities.None) => SandboxExpiryAction.Stop,
        (SandboxExpiryAction.Pause, SandboxCapabilities.PauseWithoutMemory) => SandboxExpiryAction.PauseWithoutMemory,
        (SandboxExpiryAction.PauseWithoutMemory, SandboxCapabilities.PauseWithMemory) => SandboxExpiryAction.Pause,
        (SandboxExpiryAction action, _) => action,
    };
}
