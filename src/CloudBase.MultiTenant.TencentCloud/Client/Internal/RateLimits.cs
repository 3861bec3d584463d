using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The account's limiters, one an action, shared by all that call through this client.</summary>
internal sealed class RateLimits(TencentCloudOptions options, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, SlidingWindowLimiter?> _limiters = new();

    /// <summary>Gets how far away a place may be: a call that would end before it came need not wait for it.</summary>
    private TimeSpan LongestWait => options.MaxRateLimitWait < options.TotalTimeout ? options.MaxRateLimitWait : options.TotalTimeout;

    public ValueTask WaitAsync(TencentCloudAction action, CancellationToken cancellationToken)
    {
        SlidingWindowLimiter? limiter = _limiters.TryGetValue(action.FullName, out SlidingWindowLimiter? known) ? known : Add(action);
        if (limiter is null)
        {
            return ValueTask.CompletedTask;
        }

        if (!limiter.TryTake(LongestWait, out TimeSpan wait))
        {
            throw new CloudThrottledException(
                $"{action.FullName} was not sent: {Rate(action)} a second is the account's limit here, and the next free place is {wait.TotalSeconds:F1} s away, more than {(LongestWait == options.TotalTimeout ? nameof(options.TotalTimeout) : nameof(options.MaxRateLimitWait))} {LongestWait}. Try again later, or call less often.",
                CloudErrors.Details(action, ClientErrorCodes.RateLimit, CloudEffect.None, transient: true, wait));
        }

        return wait == TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, timeProvider, cancellationToken));
    }

    private SlidingWindowLimiter? Add(TencentCloudAction action)
    {
        int rate = Rate(action);
        return _limiters.GetOrAdd(action.FullName, rate == 0 ? null : new SlidingWindowLimiter(rate, timeProvider));
    }

    private int Rate(TencentCloudAction action)
    {
        int rate = options.RateLimits.TryGetValue(action.FullName, out int configured) ? configured : action.RequestsPerSecond;
        return rate == 0 ? 0 : Math.Max(1, (int)(rate * options.RateLimitShare));
    }
}
