using System.Collections.Concurrent;
using System.Text.Json;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Starts sandboxes, each start id once: the service knows no such ids, so they are kept in a label and looked for. Thread-safe.</summary>
internal sealed class E2BStarts(E2BClient client, E2BLists lists, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, SharedStart> _underWay = new(StringComparer.Ordinal);

    /// <summary>Starts a sandbox, or finds the one that the start id stands for. A caller that stops waiting does not stop what was sent; what nobody waits for is not sent.</summary>
    public async Task<StartedSandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SharedStart shared = _underWay.GetOrAdd(start.StartId, id => new SharedStart(own => Task.Run(() => StartAndForgetAsync(id, start, own), CancellationToken.None)));
            try
            {
                return await shared.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StartGivenUpException)
            {
                // By those who waited before: it is begun anew.
            }
        }
    }

    private async Task<StartedSandbox> StartAndForgetAsync(string id, SandboxStart start, SharedStart own)
    {
        try
        {
            return await FindAsync(id).ConfigureAwait(false) ?? await CreateAsync(start, own).ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(id, out _);
        }
    }

    private async Task<StartedSandbox> CreateAsync(SandboxStart start, SharedStart own)
    {
        E2BCall call = new(HttpMethod.Post, "/sandboxes", "POST /sandboxes", CallSafety.Once) { Versioned = VersionedCalls.Starts, Body = BodyOf(start), Start = own };
        try
        {
            E2BAnswer answer = await client.SendAsync(call, CancellationToken.None).ConfigureAwait(false);
            SandboxAnswer made = E2BClient.Read(call, answer, E2BJsonContext.Default.SandboxAnswer);
            return SandboxId.TryParse(made.SandboxId, out SandboxId id) ? new StartedSandbox(id, made, HasAccess: true) : throw E2BErrors.Unreadable(call, "it names no sandbox");
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Unknown)
        {
            SandboxLog.StartUnknown(logger, E2BErrors.Service, exception.Code);
            return await SettleAsync(start.StartId, exception).ConfigureAwait(false) ?? throw NotFound(exception);
        }
    }

    // Lists show what is new late: looking once is not enough, and starting again would be one too many.
    private async Task<StartedSandbox?> SettleAsync(string startId, CloudCallException lost)
    {
        long since = timeProvider.GetTimestamp();
        for (TimeSpan pause = s_firstPause; ; pause *= 2)
        {
            try
            {
                if (await FindAsync(startId).ConfigureAwait(false) is { } found)
                {
                    SandboxLog.StartFound(logger, E2BErrors.Service, found.Id.Value);
                    return found;
                }
            }
            catch (CloudCallException exception) when (exception.IsTransient)
            {
                // The service has trouble: the time limit decides.
            }
            catch (CloudCallException exception) when (exception.Effect == CloudEffect.None)
            {
                // The look was refused for good, and says nothing about the start.
                throw exception.WithEffect(lost.Effect);
            }

            TimeSpan left = client.Options.SettleTimeout - timeProvider.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await Task.Delay(pause < left ? pause : left, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<StartedSandbox?> FindAsync(string startId)
    {
        List<StartedSandbox> found = [];
        SandboxQuery query = new() { Metadata = new Dictionary<string, string> { [SandboxStartRules.StartIdLabel] = startId } };
        await foreach (SandboxAnswer one in lists.ListAsync(query, CancellationToken.None).ConfigureAwait(false))
        {
            if (SandboxId.TryParse(one.SandboxId, out SandboxId id))
            {
                found.Add(new StartedSandbox(id, one, HasAccess: false));
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        StartedSandbox oldest = found.OrderBy(f => f.Answer.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(f => f.Id.Value, StringComparer.Ordinal).First();
        if (found.Count > 1)
        {
            SandboxLog.StartedTwice(logger, E2BErrors.Service, found.Count, oldest.Id.Value);
        }

        return oldest;
    }

    private byte[] BodyOf(SandboxStart start) => JsonSerializer.SerializeToUtf8Bytes(
        new CreateRequest
        {
            TemplateId = start.Template ?? start.Snapshot!.Value.Value,
            Timeout = (long)(start.Lifetime ?? client.Options.DefaultLifetime).TotalSeconds,
            Metadata = new Dictionary<string, string>(start.Metadata) { [SandboxStartRules.StartIdLabel] = start.StartId },
            EnvVars = start.Environment.Count == 0 ? null : start.Environment,
            AutoPause = start.OnExpiry == SandboxExpiryAction.Stop ? null : true,
            AutoPauseMemory = start.OnExpiry == SandboxExpiryAction.PauseWithoutMemory ? false : null,
            AllowInternetAccess = start.AllowInternet,
            Network = client.Options.AllowPublicTraffic ? null : new NetworkRequest { AllowPublicTraffic = false },
        },
        E2BJsonContext.Default.CreateRequest);

    private CloudUnavailableException NotFound(CloudCallException lost) => new(
        $"{lost.Action} of the E2B service may have started a sandbox: its answer was lost ({lost.Code}), and no sandbox with the start id was listed within {client.Options.SettleTimeout}. Call again with the same start id, which finds it or starts one; what is never found ends with its lifetime.",
        lost.Details,
        lost);
}

/// <summary>A sandbox that a start stands for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Answer">What showed it.</param>
/// <param name="HasAccess">Whether that answer would have had its token.</param>
internal sealed record StartedSandbox(SandboxId Id, SandboxAnswer Answer, bool HasAccess);
