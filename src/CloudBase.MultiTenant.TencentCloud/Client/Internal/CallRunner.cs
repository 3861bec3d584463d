using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Sends a call: once to its end, or again for as long as that is safe and there is time. Thread-safe.</summary>
internal sealed class CallRunner(
    ITencentCloudTransport transport,
    TencentCloudOptions options,
    CloudClockTracker clock,
    RateLimits limits,
    RepeatPipeline pipeline,
    ClientMetrics metrics,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly DeadlinePool _deadlines = new(timeProvider);

    /// <summary>Makes an attempt once the limits have a place for it.</summary>
    public ValueTask<Outcome<object>> AttemptInTurnAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask place = limits.WaitAsync(call.Action, cancellationToken);
            return place.IsCompletedSuccessfully ? AttemptAsync(call, TimeLeft(call), cancellationToken) : WaitThenAttemptAsync(place, call, cancellationToken);
        }
        catch (CloudThrottledException exception)
        {
            return new(Outcome.FromException<object>(exception));
        }
    }

    /// <summary>Goes on after a first attempt that failed, if it is worth it.</summary>
    public async ValueTask<object> RepeatAsync(Call call, Outcome<object> first, CancellationToken cancellationToken)
    {
        Outcome<object> outcome = await pipeline.ExecuteAsync(
            first, options.TotalTimeout - timeProvider.GetElapsedTime(call.Started), call, AttemptInTurnAsync, cancellationToken).ConfigureAwait(false);
        // An attempt that was given less than its own limit ran into the call's.
        bool isAttempts = outcome.Exception is { } last && ReferenceEquals(last, call.LastTimeout) && call.LastTimeout.Timeout == options.AttemptTimeout;
        return Result(call, outcome, isAttempts ? options.AttemptTimeout : options.TotalTimeout, cancellationToken);
    }

    /// <summary>Sends what may be sent once. The caller's cancellation counts until then; afterwards it ends only the wait.</summary>
    public async Task<object> SendOnceAsync(Call call, CancellationToken cancellationToken)
    {
        Task<object> sending;
        try
        {
            await limits.WaitAsync(call.Action, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            sending = SendToTheEndAsync(call);
        }
        catch
        {
            call.Dispose();
            throw;
        }

        try
        {
            return await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            if (sending.IsCompleted)
            {
                // It ended while its caller left: what came of it is told, for a cancellation would say that it was never sent.
                return await sending.ConfigureAwait(false);
            }

            _ = WatchLeftCallAsync(call.Action, sending);
            throw new CloudUnavailableException(
                $"{call.Action.FullName} is in flight, and its caller no longer waits: it may have worked. Find out before doing anything again.",
                CloudErrors.Details(call.Action, ClientErrorCodes.WaitEnded, CloudEffect.Unknown, transient: false),
                exception);
        }
    }

    private async ValueTask<Outcome<object>> WaitThenAttemptAsync(ValueTask place, Call call, CancellationToken cancellationToken)
    {
        try
        {
            await place.ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<object>(exception);
        }

        return await AttemptAsync(call, TimeLeft(call), cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan TimeLeft(Call call)
    {
        TimeSpan left = options.TotalTimeout - timeProvider.GetElapsedTime(call.Started);
        return left < options.AttemptTimeout ? left : options.AttemptTimeout;
    }

    private async Task<object> SendToTheEndAsync(Call call)
    {
        using (call)
        {
            Outcome<object> outcome = await AttemptAsync(call, options.AttemptTimeout, CancellationToken.None).ConfigureAwait(false);
            return Result(call, outcome, options.AttemptTimeout, CancellationToken.None);
        }
    }

    private async Task WatchLeftCallAsync(TencentCloudAction action, Task<object> sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
            TencentCloudLog.LeftCallSucceeded(logger, action.FullName);
        }
        catch (CloudCallException exception)
        {
            TencentCloudLog.LeftCallFailed(logger, action.FullName, exception.Code, exception.Effect, exception.RequestId);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<object>> AttemptAsync(Call call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        call.Attempts++;
        DateTimeOffset sent = timeProvider.GetUtcNow();
        DeadlinePool.Deadline deadline = _deadlines.Rent(timeout, cancellationToken);
        try
        {
            using TencentCloudResponse response = await transport.SendAsync(RequestOf(call), deadline.Token).ConfigureAwait(false);
            Outcome<object> outcome = AnswerReader.Read(call, response, clock, sent, metrics);
            Note(call, outcome.Exception);
            return outcome;
        }
        catch (OperationCanceledException exception)
        {
            return Note(call, cancellationToken.IsCancellationRequested || !deadline.Token.IsCancellationRequested
                ? exception
                : call.LastTimeout = new TimeoutRejectedException("The attempt took too long.", timeout, exception));
        }
        catch (TencentCloudTransportException exception)
        {
            return Note(call, NoAnswer(call, exception));
        }
        finally
        {
            _deadlines.Return(deadline);
        }
    }

    private TencentCloudRequest RequestOf(Call call) => new()
    {
        Service = call.Action.Service,
        Version = call.Action.Version,
        Action = call.Action.Name,
        Region = call.Region,
        Body = call.Body,
        Credential = call.Credential,
        SignedAt = call.SignedAt ?? clock.Now,
        SendOnce = call.Action.Safety == CallSafety.Once,
        IsRead = call.Action.Safety == CallSafety.Safe,
    };

    private static Outcome<object> Note(Call call, Exception? exception)
    {
        call.LastError = exception as CloudCallException;
        call.MayHaveWorked |= call.Action.Safety != CallSafety.Safe
            && (exception is TimeoutRejectedException || call.LastError is { Effect: CloudEffect.Unknown });
        return exception is null ? default : Outcome.FromException<object>(exception);
    }

    private static CloudUnavailableException NoAnswer(Call call, TencentCloudTransportException exception)
    {
        CloudEffect effect = exception.MayHaveBeenSent || call.MayHaveWorked ? CloudEffect.Unknown : CloudEffect.None;
        string code = exception.MayHaveBeenSent ? ClientErrorCodes.NoAnswer : ClientErrorCodes.NotSent;
        return new CloudUnavailableException(
            $"{call.Action.FullName} got no answer. {exception.Message} Check the network, and any proxy in between.",
            CloudErrors.Details(call.Action, code, effect, transient: true),
            exception);
    }

    private static object Result(Call call, Outcome<object> outcome, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (outcome.Exception is not { } exception)
        {
            return outcome.Result!;
        }

        if (exception is TimeoutRejectedException)
        {
            string last = call.LastError is { } error ? $" The last attempt ended with {error.Code}: {error.Message}" : string.Empty;
            throw new CloudUnavailableException(
                $"{call.Action.FullName} had no answer in {limit} after {call.Attempts} attempt(s).{last} Check the network, or raise AttemptTimeout and TotalTimeout.",
                CloudErrors.Details(call.Action, ClientErrorCodes.Timeout, call.Attempts == 0 ? CloudEffect.None : CloudEffect.Unknown, transient: true),
                call.LastError ?? exception);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ExceptionDispatchInfo.Throw(exception);
        throw exception;
    }
}
