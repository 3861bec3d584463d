using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>How calls are repeated and timed out, by what an action says of itself.</summary>
internal sealed class CallPipelines
{
    private readonly TencentCloudOptions _options;
    private readonly IRandomSource _random;

    public CallPipelines(TencentCloudOptions options, TimeProvider timeProvider, IRandomSource random, ILogger logger)
    {
        _options = options;
        _random = random;
        Attempt = new ResiliencePipelineBuilder<object> { TimeProvider = timeProvider }.AddTimeout(options.AttemptTimeout).Build();
        ResiliencePipelineBuilder<object> repeated = new ResiliencePipelineBuilder<object> { TimeProvider = timeProvider }.AddTimeout(options.TotalTimeout);
        if (options.MaxRetries > 0)
        {
            repeated.AddRetry(new RetryStrategyOptions<object>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = static arguments => new(IsWorthRepeating(arguments.Outcome.Exception)),
                DelayGenerator = DelayOf,
                OnRetry = arguments =>
                {
                    string code = (arguments.Outcome.Exception as CloudCallException)?.Code ?? ClientErrorCodes.Timeout;
                    TencentCloudLog.Repeating(logger, arguments.Context.OperationKey ?? string.Empty, arguments.RetryDelay, arguments.AttemptNumber + 1, code);
                    return default;
                },
            });
        }

        Repeated = repeated.Build();
    }

    /// <summary>Gets what one attempt runs in: it ends with its time, body and all.</summary>
    public ResiliencePipeline<object> Attempt { get; }

    /// <summary>Gets what a safe or idempotent call runs in. A call that is made once never comes here.</summary>
    public ResiliencePipeline<object> Repeated { get; }

    private static bool IsWorthRepeating(Exception? exception) => exception switch
    {
        CloudCallException { Code: ClientErrorCodes.RateLimit } => false,
        CloudCallException call => call.IsTransient,
        TimeoutRejectedException => true,
        _ => false,
    };

    private ValueTask<TimeSpan?> DelayOf(RetryDelayGeneratorArguments<object> arguments)
    {
        if (arguments.Outcome.Exception is not CloudThrottledException throttled)
        {
            return new((TimeSpan?)null);
        }

        // Limits are per second: coming back within the same second would meet the same limit, and all callers at once the next one.
        TimeSpan wait = throttled.Details.RetryAfter ?? TimeSpan.FromSeconds((1 + _random.NextDouble()) * (1 << Math.Min(arguments.AttemptNumber, 3)));
        return new(wait < _options.MaxRetryDelay ? wait : _options.MaxRetryDelay);
    }
}
