using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Sandboxes of a service that speaks E2B's protocol. Thread-safe.</summary>
internal sealed class E2BSandboxProvider(E2BClient client, E2BLists lists, E2BStarts starts, EnvdSandboxFactory sandboxes, TimeProvider timeProvider) : ISandboxProvider
{
    public const string ProviderName = "e2b";

    private static E2BJsonContext Types => E2BJsonContext.Default;

    public string Name => ProviderName;

    public SandboxCapabilities Capabilities =>
        SandboxCapabilities.PauseWithMemory | SandboxCapabilities.PauseWithoutMemory | SandboxCapabilities.Snapshots | (lists.HasNoSnapshots ? SandboxCapabilities.None : SandboxCapabilities.SnapshotNames)
        | SandboxCapabilities.PauseOnExpiry | SandboxCapabilities.StartEnvironment | SandboxCapabilities.NamedUsers;

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        SandboxStartRules.Check(start);
        StartedSandbox started = await starts.StartAsync(start, cancellationToken).ConfigureAwait(false);
        return Attach(started.Id, started.Answer, started.HasAccess);
    }

    public async Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken) =>
        Attach(id, await GetAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Lost(id, "It could not be connected to"), hasAccess: false);

    public async Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false) is { } answer ? InfoOf(id, answer) : null;

    public async IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await foreach (SandboxAnswer answer in lists.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (SandboxId.TryParse(answer.SandboxId, out SandboxId id))
            {
                yield return InfoOf(id, answer);
            }
        }
    }

    public async Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new PauseRequest { Memory = mode == SandboxPauseMode.DiskOnly ? false : null }, Types.PauseRequest);
        E2BCall call = Of(HttpMethod.Post, id, "/pause", CallSafety.Idempotent) with { Body = body, Accepts = [404, 409] };
        E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Status is 404 or 409)
        {
            SandboxInfo? info = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (info is not { State: SandboxState.Paused or SandboxState.Pausing })
            {
                throw info is null ? Lost(id, "It was not paused") : E2BErrors.OfAnswer(call, answer, null, null);
            }
        }
    }

    public async Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        SandboxStartRules.CheckLifetime(lifetime, nameof(lifetime));
        TimeSpan given = lifetime ?? client.Options.DefaultLifetime;
        E2BAnswer answer = await ResumingAsync(id, given, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 404)
        {
            throw Lost(id, "It was not resumed");
        }

        if (answer.Status == 200 && lifetime is not null)
        {
            // It ran already: connecting only ever lengthens a lifetime.
            await ExtendAsync(id, given, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        SandboxStartRules.CheckLifetime(lifetime, nameof(lifetime));
        E2BCall call = Of(HttpMethod.Post, id, "/timeout", CallSafety.Idempotent) with { Body = Timeout(lifetime), Accepts = [404, 409] };
        E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Status is 404 or 409)
        {
            SandboxInfo? info = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            throw info switch
            {
                null => Lost(id, "Its lifetime was not set"),
                { State: SandboxState.Paused or SandboxState.Pausing } => new SandboxPausedException($"The lifetime of sandbox '{id}' was not set: it is paused. Resume it, which takes a lifetime.", id),
                _ => E2BErrors.OfAnswer(call, answer, null, null),
            };
        }
    }

    public async Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken)
    {
        E2BAnswer answer = await client.SendAsync(Of(HttpMethod.Delete, id, string.Empty, CallSafety.Idempotent) with { Accepts = [404] }, cancellationToken).ConfigureAwait(false);
        return answer.Status != 404 || answer.MayHaveWorkedBefore;
    }

    public async Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new SnapshotRequest { Name = request.Name }, Types.SnapshotRequest);
        E2BCall call = Of(HttpMethod.Post, id, "/snapshots", CallSafety.Once) with { Body = body, Accepts = [404] };
        E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 404)
        {
            throw await FindAsync(id, cancellationToken).ConfigureAwait(false) is null ? Lost(id, "No snapshot was taken") : E2BErrors.OfAnswer(call, answer, null, null);
        }

        SnapshotAnswer made = E2BClient.Read(call, answer, Types.SnapshotAnswer);
        return SnapshotOf(made, id) is { } snapshot ? snapshot with { Name = snapshot.Name ?? request.Name, CreatedAt = snapshot.CreatedAt ?? timeProvider.GetUtcNow() }
            : throw E2BErrors.Unreadable(call, "it names no snapshot");
    }

    public async IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SnapshotAnswer answer in lists.ListSnapshotsAsync(sandbox, cancellationToken).ConfigureAwait(false))
        {
            if (SnapshotOf(answer, sandbox) is { } snapshot)
            {
                yield return snapshot;
            }
        }
    }

    public async Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken)
    {
        E2BCall call = new(HttpMethod.Delete, "/templates/" + Uri.EscapeDataString(id.Value), "DELETE /templates/{id}", CallSafety.Idempotent) { Accepts = [404] };
        E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Status != 404 || answer.MayHaveWorkedBefore;
    }

    public override string ToString() => ProviderName;

    private ISandbox Attach(SandboxId id, SandboxAnswer answer, bool hasAccess) =>
        sandboxes.Create(this, new E2BEndpoint(id, answer, hasAccess, client.Options, AskForAccessAsync));

    private async Task<SandboxAnswer?> GetAsync(SandboxId id, CancellationToken cancellationToken)
    {
        E2BCall call = Of(HttpMethod.Get, id, string.Empty, CallSafety.Safe) with { Accepts = [404] };
        E2BAnswer answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Status == 404 ? null : E2BClient.Read(call, answer, Types.SandboxAnswer);
    }

    // Where a description has no token, connecting shows it; what is paused would be resumed by that, so it is left alone.
    private async Task<SandboxAnswer?> AskForAccessAsync(SandboxId id, CancellationToken cancellationToken)
    {
        SandboxAnswer? described = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (described is null or { EnvdAccessToken: not null } || described.State != "running")
        {
            return described?.EnvdAccessToken is null ? null : described;
        }

        // A second at least: the lifetime that it has is kept, never shortened by connecting.
        TimeSpan left = described.EndAt - timeProvider.GetUtcNow() ?? client.Options.DefaultLifetime;
        E2BAnswer answer = await ResumingAsync(id, left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        return answer.Status == 404 ? null : E2BClient.Read(Of(HttpMethod.Post, id, "/connect", CallSafety.Idempotent), answer, Types.SandboxAnswer);
    }

    private Task<E2BAnswer> ResumingAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken) =>
        client.SendAsync(Of(HttpMethod.Post, id, "/connect", CallSafety.Idempotent) with { Versioned = VersionedCalls.Starts, Body = Timeout(lifetime), Accepts = [404] }, cancellationToken);

    private static byte[] Timeout(TimeSpan lifetime) =>
        JsonSerializer.SerializeToUtf8Bytes(new TimeoutRequest { Timeout = (long)Math.Ceiling(lifetime.TotalSeconds) }, Types.TimeoutRequest);

    private static E2BCall Of(HttpMethod method, SandboxId id, string verb, CallSafety safety) =>
        new(method, "/sandboxes/" + Uri.EscapeDataString(id.Value) + verb, $"{method} /sandboxes/{{id}}{verb}", safety);

    private static SandboxLostException Lost(SandboxId id, string what) => new(
        $"Sandbox '{id}' is gone, or never was. {what}: its provider does not know it (its lifetime ended, or somebody stopped it). Start another.", id, SandboxEndReason.Unknown);

    private static SandboxInfo InfoOf(SandboxId id, SandboxAnswer answer) => new()
    {
        Id = id,
        State = answer.State switch
        {
            "running" => SandboxState.Running,
            "paused" => SandboxState.Paused,
            _ => SandboxState.Unknown,
        },
        ProviderState = answer.State ?? string.Empty,
        Source = answer.TemplateId ?? string.Empty,
        StartedAt = answer.StartedAt,
        ExpiresAt = answer.EndAt,
        Metadata = answer.Metadata ?? [],
    };

    private static SandboxSnapshot? SnapshotOf(SnapshotAnswer answer, SandboxId? sandbox) => !SandboxSnapshotId.TryParse(answer.SnapshotId, out SandboxSnapshotId id) ? null : new()
    {
        Id = id,
        Name = answer.Names is [{ } name, ..] ? name : null,
        Sandbox = SandboxId.TryParse(answer.SandboxId, out SandboxId of) ? of : sandbox,
        CreatedAt = answer.CreatedAt,
    };
}
