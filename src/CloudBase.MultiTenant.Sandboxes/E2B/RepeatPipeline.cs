using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Repeats control calls as far as their safety allows. Thread-safe.</summary>
internal sealed class RepeatPipeline
{
    private static readonly ResiliencePropertyKey<CallSafety> s_safety = new("safety");
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(200);

    private readonly ResiliencePipeline<E2BAnswer> _pipeline = ResiliencePipeline<E2BAnswer>.Empty;

    public RepeatPipeline(E2BSandboxOptions options, TimeProvider timeProvider, IRandomSource random, ILogger logger)
    {
        if (options.MaxRetries == 0)
        {
            return;
        }

        _pipeline = new ResiliencePipelineBuilder<E2BAnswer> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<E2BAnswer>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = s_firstDelay,
                MaxDelay = options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = arguments => new(MayRepeat(arguments.Outcome.Exception, arguments.Context.Properties.GetValue(s_safety, CallSafety.Once), options.MaxRetryDelay)),
                DelayGenerator = static arguments => new((arguments.Outcome.Exception as CloudCallException)?.Details.RetryAfter),
                OnRetry = arguments =>
                {
                    string problem = (arguments.Outcome.Exception as CloudCallException)?.Code ?? string.Empty;
                    SandboxLog.Repeating(logger, arguments.Context.OperationKey ?? string.Empty, arguments.RetryDelay, arguments.AttemptNumber + 1, problem);
                    return default;
                },
            })
            .Build();
    }

    public async Task<E2BAnswer> ExecuteAsync(E2BCall call, Func<CancellationToken, Task<E2BAnswer>> attempt, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(call.Action, continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(s_safety, call.Safety);
        bool lost = false;
        try
        {
            E2BAnswer answer = await _pipeline.ExecuteAsync(
                async c =>
                {
                    try
                    {
                        return await attempt(c.CancellationToken).ConfigureAwait(false);
                    }
                    catch (CloudCallException exception)
                    {
                        lost |= exception.Effect == CloudEffect.Unknown;
                        throw;
                    }
                },
                context).ConfigureAwait(false);
            return answer with { MayHaveWorkedBefore = lost };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool MayRepeat(Exception? exception, CallSafety safety, TimeSpan longestWait) =>
        exception is CloudCallException { IsTransient: true } call
        && (safety != CallSafety.Once || call.Effect == CloudEffect.None)
        && !(call.Details.RetryAfter > longestWait);
}
