using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Tokens of instances, each good for its one instance: minted with the platform's keys, kept here, renewed before they expire. Thread-safe.</summary>
internal sealed class InstanceTokens(TencentCloudClient client, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Tokens are renewed this long before they expire, or after four fifths of a life that is shorter than five of it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Where the cloud gives no time of expiry, a token is used this long.</summary>
    private static readonly TimeSpan UnsaidLife = TimeSpan.FromMinutes(2);

    /// <summary>From this many on, those that have expired are let go before another is kept.</summary>
    private const int TidyAt = 1024;

    private readonly ConcurrentDictionary<SandboxId, Slot> _slots = new();

    /// <summary>Returns a token that works; asks for one where there is none, once for all that wait.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="refused">A token that was refused and must not be returned again; null for none.</param>
    /// <param name="cancellationToken">Ends this caller's wait; the asking goes on for the others.</param>
    public async ValueTask<InstanceToken> GetAsync(SandboxId id, SecretString? refused, CancellationToken cancellationToken)
    {
        if (!_slots.TryGetValue(id, out Slot? slot))
        {
            // Counting and tidying take time: only a new instance pays it, not every call.
            if (_slots.Count >= TidyAt)
            {
                Tidy();
            }

            slot = _slots.GetOrAdd(id, static _ => new Slot());
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        Task<InstanceToken> asking;
        InstanceToken? good;
        lock (slot)
        {
            good = slot.Token is { } token && now < token.ExpiresAt && !token.Access.Equals(refused) ? token : null;
            if (good is not null && now < good.RenewAt)
            {
                return good;
            }

            if (slot.Asking is null or { IsCompleted: true })
            {
                slot.Asking = AcquireAsync(id, slot);
            }

            asking = slot.Asking;
        }

        try
        {
            return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (good is not null && exception.IsTransient)
        {
            AgentSandboxLog.TokenNotRenewed(logger, exception, id, good.ExpiresAt);
            return good;
        }
    }

    /// <summary>Lets go of the token of an instance that is gone.</summary>
    public void Forget(SandboxId id) => _slots.TryRemove(id, out _);

    private async Task<InstanceToken> AcquireAsync(SandboxId id, Slot slot)
    {
        AcquireSandboxInstanceTokenResponse response = await client.CallAsync(
            AgsActions.AcquireSandboxInstanceToken, new InstanceIdRequest(id.Value), null, CancellationToken.None).ConfigureAwait(false);
        if (string.IsNullOrEmpty(response.Token))
        {
            throw AgsErrors.Unreadable(AgsActions.AcquireSandboxInstanceToken, "no token");
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        DateTimeOffset expiresAt = InstanceMapping.Time(response.ExpiresAt) ?? now + UnsaidLife;
        TimeSpan life = expiresAt - now;
        InstanceToken token = new(
            new SecretString(response.Token),
            string.IsNullOrEmpty(response.TrafficToken) ? null : new SecretString(response.TrafficToken),
            expiresAt - (life < 5 * Margin ? life / 5 : Margin),
            expiresAt);
        lock (slot)
        {
            slot.Token = token;
        }

        return token;
    }

    private void Tidy()
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        foreach ((SandboxId id, Slot slot) in _slots)
        {
            lock (slot)
            {
                if (slot.Asking is { IsCompleted: true } && (slot.Token is null || slot.Token.ExpiresAt <= now))
                {
                    _slots.TryRemove(id, out _);
                }
            }
        }
    }

    private sealed class Slot
    {
        public InstanceToken? Token { get; set; }

        public Task<InstanceToken>? Asking { get; set; }
    }
}
