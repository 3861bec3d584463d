using System.Diagnostics;
using System.Text.Json;
using CloudBase.MultiTenant.Operations;
using Polly;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Calls actions of Tencent Cloud API 3.0: signed, limited, repeated where that is safe, with errors that say what was changed. Thread-safe.</summary>
/// <remarks>
/// What may be repeated is decided by <see cref="TencentCloudAction.Safety"/> alone. A call that may be made once is signed once and sent
/// once. Its caller's cancellation counts until it goes out; after that it ends only the wait, with a <see cref="CloudUnavailableException"/>
/// whose effect is unknown, and the call itself runs to its own end.
/// </remarks>
public sealed class TencentCloudClient
{
    private readonly TencentCloudOptions _options;
    private readonly CredentialReader _credentials;
    private readonly CloudClockTracker _clock;
    private readonly CallRunner _runner;
    private readonly ClientMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly SharedRead<CloudClockTracker> _askingClock = new();

    internal TencentCloudClient(
        TencentCloudOptions options, CredentialReader credentials, CloudClockTracker clock, CallRunner runner, ClientMetrics metrics, TimeProvider timeProvider)
    {
        (_options, _credentials, _clock) = (options, credentials, clock);
        (_runner, _metrics, _timeProvider) = (runner, metrics, timeProvider);
    }

    internal CloudClockTracker Clock => _clock;

    /// <summary>Calls an action.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="action">The action.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">What this call does differently, or null.</param>
    /// <param name="cancellationToken">Ends the wait; see the remarks of this class.</param>
    /// <exception cref="CloudCallException">The call did not succeed; the derived type says what can be done, the effect what was changed.</exception>
    public async ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        TencentCloudAction<TRequest, TResponse> action, TRequest request, TencentCloudCallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        cancellationToken.ThrowIfCancellationRequested();
        long started = _timeProvider.GetTimestamp();
        Activity? activity = StartActivity(action, options);
        string outcome = "ok";
        Call<TRequest, TResponse>? call = null;
        try
        {
            TencentCloudCredential credential = options?.Credential ?? await _credentials.ReadAsync(action, cancellationToken).ConfigureAwait(false);
            call = new Call<TRequest, TResponse>(action, request)
            {
                Credential = credential,
                Started = started,
                Region = action.IsRegional ? options?.Region ?? _options.Region : null,
                SignedAt = action.Safety == CallSafety.Once ? await SignatureTimeAsync(action, options, cancellationToken).ConfigureAwait(false) : null,
                Activity = activity,
            };
            if (action.Safety == CallSafety.Once)
            {
                return (TResponse)await _runner.SendOnceAsync(call, cancellationToken).ConfigureAwait(false);
            }

            // Most calls succeed at once: the pipeline that repeats is entered by those that did not.
            Outcome<object> outcomeOfFirst = await _runner.AttemptInTurnAsync(call, cancellationToken).ConfigureAwait(false);
            return (TResponse)(outcomeOfFirst.Exception is null
                ? outcomeOfFirst.Result!
                : await _runner.RepeatAsync(call, outcomeOfFirst, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            outcome = OutcomeOf(exception);
            string type = (exception as CloudCallException)?.Code ?? exception.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, type).SetTag(CloudBaseTags.ErrorType, type);
            throw;
        }
        finally
        {
            if (action.Safety != CallSafety.Once)
            {
                call?.Dispose();
            }

            Finish(activity, call);
            _metrics.Called(action, outcome, _timeProvider.GetElapsedTime(started));
        }
    }

    /// <summary>Calls an action that has no type here.</summary>
    /// <param name="service">The service, such as <c>tcb</c>.</param>
    /// <param name="version">The version of its API, such as <c>2018-06-08</c>.</param>
    /// <param name="action">The action.</param>
    /// <param name="request">The request: a JSON object.</param>
    /// <param name="safety">How often it may be made. When in doubt: once.</param>
    /// <param name="options">What this call does differently, or null.</param>
    /// <param name="cancellationToken">Ends the wait; see the remarks of this class.</param>
    /// <returns>The object under <c>Response</c>.</returns>
    /// <exception cref="CloudCallException">The call did not succeed.</exception>
    public ValueTask<JsonElement> CallAsync(
        string service, string version, string action, JsonElement request, CallSafety safety, TencentCloudCallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        ArgumentException.ThrowIfNullOrEmpty(version);
        ArgumentException.ThrowIfNullOrEmpty(action);
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The request of {service}.{action} is JSON of kind {request.ValueKind}: give an object.", nameof(request));
        }

        var typed = new TencentCloudAction<JsonElement, JsonElement>
        {
            Service = service,
            Version = version,
            Name = action,
            Safety = safety,
            Request = GenericJsonContext.Default.JsonElement,
            Response = GenericJsonContext.Default.JsonElement,
        };
        return CallAsync(typed, request, options, cancellationToken);
    }

    /// <summary>Reads the cloud's clock, asking the cloud when nothing is known of it.</summary>
    internal async ValueTask<CloudClockTracker> KnowClockAsync(CancellationToken cancellationToken)
    {
        // All callers of a host that starts get here at once: asked by each, the account's limit for this action would hold up the first tenants.
        return _clock.IsKnown ? _clock : await _askingClock.GetAsync(AskClockAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CloudClockTracker> AskClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(StsActions.GetCallerIdentity, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException) when (_clock.IsKnown)
        {
            // A refusal carries the time too.
        }

        return _clock;
    }

    internal CloudClockSkewException TooFarOff(TencentCloudAction action) => new(
        $"{action.FullName} was not sent: this machine's clock differs from the cloud's by {_clock.Offset}, more than ClockLimit {_options.ClockLimit}. Set the clock (NTP) before anything is paid.",
        CloudErrors.Details(action, ClientErrorCodes.ClockSkew, CloudEffect.None, transient: false),
        _clock.Offset);

    private async ValueTask<DateTimeOffset> SignatureTimeAsync(TencentCloudAction action, TencentCloudCallOptions? options, CancellationToken cancellationToken)
    {
        if (!action.Pays)
        {
            return options?.SignedAt ?? _clock.Now;
        }

        DateTimeOffset signedAt = options?.SignedAt ?? throw new ArgumentException(
            $"{action.FullName} pays: give the time of its signature in SignedAt and write it down first, for it is signed once and never again.", nameof(options));
        await KnowClockAsync(cancellationToken).ConfigureAwait(false);
        if (_clock.IsBeyondLimit)
        {
            throw TooFarOff(action);
        }

        TimeSpan age = _clock.Now - signedAt;
        return age.Duration() < SignatureWindow ? signedAt : throw new CloudInvalidRequestException(
            $"{action.FullName} was not sent: it was to be signed for {signedAt:O}, {age} before the cloud's now, and the cloud takes 5 minutes. Write down a new intent with a new time.",
            CloudErrors.Details(action, ClientErrorCodes.SignatureWindow, CloudEffect.None, transient: false));
    }

    /// <summary>The cloud's window for a signature's time.</summary>
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    private Activity? StartActivity(TencentCloudAction action, TencentCloudCallOptions? options)
    {
        Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(action.SpanName, ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.AddTag(CloudBaseTags.RpcSystem, "tencentcloud-api");
            activity.AddTag(CloudBaseTags.RpcService, action.Service);
            activity.AddTag(CloudBaseTags.RpcMethod, action.Name);
            if (action.IsRegional)
            {
                activity.AddTag(CloudBaseTags.CloudRegion, options?.Region ?? _options.Region);
            }
        }

        return activity;
    }

    private static void Finish(Activity? activity, Call? call)
    {
        if (activity is null)
        {
            return;
        }

        if (activity.IsAllDataRequested && call is not null)
        {
            if (call.RequestId is { } requestId)
            {
                activity.AddTag(CloudBaseTags.CloudRequestId, requestId);
            }

            if (call.Attempts > 1)
            {
                activity.AddTag(CloudBaseTags.ResendCount, call.Attempts - 1);
            }
        }

        activity.Dispose();
    }

    private static string OutcomeOf(Exception exception) => exception switch
    {
        OperationCanceledException => "canceled",
        CloudThrottledException => "throttled",
        CloudUnavailableException => "unavailable",
        CloudCallException => "refused",
        _ => "error",
    };
}
