using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Calls the control API. Thread-safe.</summary>
internal sealed class E2BClient
{
    private const int LongestAnswer = 8 * 1024 * 1024;

    private static readonly ProductInfoHeaderValue s_agent = new("CloudBase.MultiTenant", "0.1");

    private readonly IHttpMessageHandlerFactory _handlers;
    private readonly IOptionsMonitor<E2BSandboxOptions> _monitor;
    private readonly E2BKeys _keys;
    private readonly TimeProvider _timeProvider;
    private readonly SandboxMetrics _metrics;
    private readonly ILogger _logger;
    private readonly RepeatPipeline _pipeline;
    private readonly E2BKeyGuard _guard;
    private readonly ConcurrentDictionary<VersionedCalls, E2BApiVersion> _found = new();

    public E2BClient(
        IHttpMessageHandlerFactory handlers, IOptionsMonitor<E2BSandboxOptions> monitor, E2BKeys keys, TimeProvider timeProvider, IRandomSource random, SandboxMetrics metrics, ILogger logger)
    {
        (_handlers, _monitor, _keys, _timeProvider, _metrics, _logger) = (handlers, monitor, keys, timeProvider, metrics, logger);
        _pipeline = new RepeatPipeline(monitor.CurrentValue, timeProvider, random, logger);
        _guard = new E2BKeyGuard(logger);
    }

    public E2BSandboxOptions Options => _monitor.CurrentValue;

    /// <summary>Makes a call, in the version of the API that the service speaks, as often as it may be made.</summary>
    public async Task<E2BAnswer> SendAsync(E2BCall call, CancellationToken cancellationToken)
    {
        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(call.SpanName, ActivityKind.Client);
        activity?.SetTag(CloudBaseTags.RpcSystem, E2BErrors.Service).SetTag(CloudBaseTags.RpcService, E2BErrors.Service).SetTag(CloudBaseTags.RpcMethod, call.Action);
        long startedAt = _timeProvider.GetTimestamp();
        string outcome = "error";
        try
        {
            E2BAnswer answer = call.Versioned != VersionedCalls.None ? await SendVersionedAsync(call, cancellationToken).ConfigureAwait(false)
                : await _pipeline.ExecuteAsync(call, token => AttemptAsync(call, string.Empty, token), cancellationToken).ConfigureAwait(false);
            outcome = "ok";
            return answer;
        }
        catch (Exception exception)
        {
            outcome = exception switch
            {
                OperationCanceledException => "canceled",
                CloudThrottledException => "throttled",
                CloudUnavailableException => "unavailable",
                CloudCallException => "refused",
                _ => outcome,
            };
            string type = (exception as CloudCallException)?.Code ?? exception.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, type).SetTag(CloudBaseTags.ErrorType, type);
            throw;
        }
        finally
        {
            _metrics.Called(E2BErrors.Service, call.Action, outcome, _timeProvider.GetElapsedTime(startedAt));
        }
    }

    /// <summary>Reads an answer's body.</summary>
    public static T Read<T>(E2BCall call, E2BAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw E2BErrors.Unreadable(call, "it is null");
        }
        catch (JsonException exception)
        {
            // The cause's message may show a piece of the answer, which may hold a token: only where it broke is told.
            throw E2BErrors.Unreadable(call, $"no JSON of the right shape at byte {exception.BytePositionInLine} of line {exception.LineNumber}");
        }
    }

    // A 404 has no effect, so asking in the other version's words is safe, whatever the call.
    private async Task<E2BAnswer> SendVersionedAsync(E2BCall call, CancellationToken cancellationToken)
    {
        E2BApiVersion version = Options.ApiVersion == E2BApiVersion.Automatic ? _found.GetValueOrDefault(call.Versioned) : Options.ApiVersion;
        if (version != E2BApiVersion.Automatic)
        {
            return await _pipeline.ExecuteAsync(call, token => AttemptAsync(call, version == E2BApiVersion.First ? string.Empty : "/v2", token), cancellationToken).ConfigureAwait(false);
        }

        E2BCall asking = call with { Accepts = [.. call.Accepts, 404, 405] };
        E2BAnswer second = await _pipeline.ExecuteAsync(asking, token => AttemptAsync(asking, "/v2", token), cancellationToken).ConfigureAwait(false);
        if (second.Status is not (404 or 405))
        {
            _found[call.Versioned] = E2BApiVersion.Second;
            return second;
        }

        E2BAnswer first = await _pipeline.ExecuteAsync(asking, token => AttemptAsync(asking, string.Empty, token), cancellationToken).ConfigureAwait(false);
        if (first.Status is not (404 or 405) || (!E2BErrors.IsApis(second) && E2BErrors.IsApis(first)))
        {
            SandboxLog.OldVersion(_logger, E2BErrors.Service, second.Status);
            _found[call.Versioned] = E2BApiVersion.First;
        }

        E2BAnswer told = first.Status is not (404 or 405) || E2BErrors.IsApis(first) || !E2BErrors.IsApis(second) ? first : second;
        return told.Status is >= 200 and < 300 || call.Accepts.Contains(told.Status) ? told : throw E2BErrors.OfAnswer(call, told, null, _keys.Read());
    }

    private async Task<E2BAnswer> AttemptAsync(E2BCall call, string version, CancellationToken cancellationToken)
    {
        call.Start?.ThrowIfGivenUp();
        E2BSandboxOptions options = Options;
        Uri root = options.ApiUrl ?? new Uri($"https://api.{options.Domain}");
        SecretString? key = _keys.Read();
        _guard.Check(call, key, root);
        using HttpRequestMessage message = new(call.Method, root.AbsoluteUri.TrimEnd('/') + version + call.Path);
        message.Headers.UserAgent.Add(s_agent);
        if (key is not null)
        {
            message.Headers.TryAddWithoutValidation("X-API-KEY", key.Reveal());
        }

        if (call.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        using CancellationTokenSource patience = new(options.RequestTimeout, _timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using HttpMessageInvoker invoker = new(_handlers.CreateHandler(E2BBuilderExtensions.E2BHttpClientName), disposeHandler: false);
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(message, either.Token).ConfigureAwait(false);
            string? next = response.Headers.TryGetValues("x-next-token", out IEnumerable<string>? tokens) ? tokens.FirstOrDefault(t => t.Length > 0) : null;
            E2BAnswer answer = new((int)response.StatusCode, await ReadAsync(call, response, either.Token).ConfigureAwait(false), next);
            return response.IsSuccessStatusCode || call.Accepts.Contains(answer.Status) ? answer
                : throw E2BErrors.OfAnswer(call, answer, response.Headers.RetryAfter?.Delta, key);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw E2BErrors.OfSend(call, root.Authority, exception);
        }
    }

    private static async Task<byte[]> ReadAsync(E2BCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] piece = new byte[8 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            body.Write(piece, 0, read);
            if (body.Length > LongestAnswer)
            {
                throw E2BErrors.Unreadable(call, $"it is longer than {LongestAnswer} bytes");
            }
        }

        return body.ToArray();
    }
}
