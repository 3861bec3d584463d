using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Starts the sandbox of a row that stands already, so that a start can never be forgotten.</summary>
internal sealed class MemberStart(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberEnd end)
{
    /// <summary>The row of a sandbox that is to be started: nobody's, or a tenant's.</summary>
    public SandboxMember Draft(TenantKey? tenant)
    {
        DateTimeOffset now = parts.Now;
        SandboxMember row = new()
        {
            Account = parts.Account,
            Pool = pool.Name,
            Id = parts.DrawId(),
            State = SandboxMemberState.Creating,
            Template = pool.TemplateText,
            Provider = pool.Provider.Name,
            Tenant = tenant,
            Incarnation = tenant is null ? 0 : 1,
            DueAt = now,
            StateSince = now,
            CreatedAt = now,
        };
        return members.Own(row, SandboxMemberState.Creating, pool.StartPatience);
    }

    /// <summary>Starts it and looks whether it is well.</summary>
    /// <param name="member">The row, as stored.</param>
    /// <returns>The sandbox. When this throws, the row is gone or on its way out.</returns>
    public async Task<ISandbox> StartAsync(SandboxMember member)
    {
        using CancellationTokenSource patience = parts.Within(pool.StartPatience, member.LeaseExpiresAt);
        ISandbox? sandbox = null;
        try
        {
            SandboxStart start = new()
            {
                StartId = member.Id,
                Lifetime = Whole(pool.Options.ProviderLifetime),
                OnExpiry = ExpiryOf(pool),
                Metadata = await pool.Labels.OfAsync(pool.Name, member.Id, patience.Token).ConfigureAwait(false),
                AllowInternet = pool.Options.AllowInternet,
            };
            sandbox = await parts.Templates.StartAsync(pool.Template, start, patience.Token).ConfigureAwait(false);
            await ProbeAsync(sandbox, patience.Token).ConfigureAwait(false);
            return sandbox;
        }
        catch (Exception exception)
        {
            await GiveUpAsync(member, sandbox?.Id ?? (exception as SandboxTemplateException)?.Sandbox, exception).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs the pool's probe in a sandbox that runs.</summary>
    public async Task ProbeAsync(ISandbox sandbox, CancellationToken cancellationToken)
    {
        if (pool.Options.ProbeCommand is { } probe)
        {
            CommandResult result = await sandbox.Commands.RunAsync(probe, new CommandOptions { Timeout = pool.Options.CallTimeout }, cancellationToken).ConfigureAwait(false);
            result.EnsureSuccess();
        }
    }

    // An error that came after the start says nothing about it: what runs keeps its row until it is stopped.
    private Task GiveUpAsync(SandboxMember member, SandboxId? started, Exception exception) => (started, exception) switch
    {
        ({ } sandbox, _) => end.EndStartedAsync(member, sandbox, "it was started, and is not well"),
        (null, SandboxTemplateException or CloudCallException { Effect: CloudEffect.None }) => end.ForgetAsync(member),
        _ => end.EndAsync(member, "its start failed, or its answer was lost"),
    };

    /// <summary>What the provider does where no host extends a sandbox: a pause keeps a tenant's files over the loss of all hosts.</summary>
    public static SandboxExpiryAction ExpiryOf(PoolDefinition pool) =>
        pool.Provider.Capabilities.HasFlag(SandboxCapabilities.PauseOnExpiry) ? pool.OnIdle : SandboxExpiryAction.Stop;

    public static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(time.TotalSeconds)));
}
