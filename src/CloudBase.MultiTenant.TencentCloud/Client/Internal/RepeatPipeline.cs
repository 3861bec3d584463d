using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Repeats what is safe or idempotent, within the time of the whole call. A call that is made once never comes here. Thread-safe.</summary>
internal sealed class RepeatPipeline
{
    private static readonly ResiliencePropertyKey<TimeSpan> Left = new("left");

    private readonly TencentCloudOptions _options;
    private readonly IRandomSource _random;
    private readonly ResiliencePipeline<object> _pipeline;

    public RepeatPipeline(TencentCloudOptions options, TimeProvider timeProvider, IRandomSource random, ILogger logger)
    {
        (_options, _random) = (options, random);
        ResiliencePipelineBuilder<object> builder = new ResiliencePipelineBuilder<object> { TimeProvider = timeProvider }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static arguments => new(arguments.Context.Properties.GetValue(Left, TimeSpan.MaxValue)) });
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<object>
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

        _pipeline = builder.Build();
    }

    /// <summary>Takes a first attempt's outcome for its own first, and goes on from there.</summary>
    /// <param name="first">How the first attempt ended.</param>
    /// <param name="left">How much of the whole call's time is left; none ends it before another attempt.</param>
    /// <param name="call">The call.</param>
    /// <param name="attempt">Makes one more attempt.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<Outcome<object>> ExecuteAsync(
        Outcome<object> first, TimeSpan left, Call call, Func<Call, CancellationToken, ValueTask<Outcome<object>>> attempt, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(call.Action.FullName, continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(Left, left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1));
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(
                static (context, run) => run.TakeFirst(out Outcome<object> outcome) ? new(outcome) : run.Attempt(run.Call, context.CancellationToken),
                context,
                new Run(first, call, attempt)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

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

    private sealed class Run(Outcome<object> first, Call call, Func<Call, CancellationToken, ValueTask<Outcome<object>>> attempt)
    {
        private bool _taken;

        public Call Call => call;

        public Func<Call, CancellationToken, ValueTask<Outcome<object>>> Attempt => attempt;

        public bool TakeFirst(out Outcome<object> outcome)
        {
            outcome = first;
            return !_taken && (_taken = true);
        }
    }
}
