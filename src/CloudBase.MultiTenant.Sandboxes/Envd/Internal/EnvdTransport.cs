using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>Sends requests to the envd of one sandbox. Thread-safe.</summary>
internal sealed class EnvdTransport(EnvdServices services, EnvdEndpoint endpoint, EnvdErrors errors)
{
    private const string DefaultUser = "user";
    private const int KeepAliveSeconds = 50;

    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly ProductInfoHeaderValue s_agent = new("CloudBase.MultiTenant", "0.1");

    public EnvdVersion Version { get; } = new(endpoint.Version);

    public EnvdErrors Errors => errors;

    public EnvdEndpoint Endpoint => endpoint;

    public EnvdServices Services => services;

    /// <summary>Whom files belong to; null leaves it to envd.</summary>
    public string? FileUser => endpoint.User ?? (Version.HasDefaultUser ? null : DefaultUser);

    /// <summary>Makes a call that is answered by one message.</summary>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string method, TRequest body, JsonTypeInfo<TRequest> bodyType, JsonTypeInfo<TAnswer> answerType, Func<EnvdFault, Exception?>? translate, bool safe, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        EnvdRequest request = new()
        {
            Action = method,
            Method = HttpMethod.Post,
            Path = "/" + method,
            Body = () => Json(json),
            Timeout = services.Options.RequestTimeout,
            IsSafe = safe,
            Translate = translate,
        };
        using CancellationTokenSource patience = new(services.Options.RequestTimeout, services.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using HttpResponseMessage response = await SendAsync(request, either.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(response, answerType, either.Token).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            // As in a stream, without the cause's words.
            throw await errors.OfBreakAsync(request, $"was answered with something that cannot be read ({EnvdErrors.Where(exception)})", CloudEffect.Unknown, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is IOException or HttpRequestException or OperationCanceledException)
        {
            throw await errors.OfBreakAsync(request, $"was answered with something that cannot be read to its end ({exception.Message})", CloudEffect.Unknown, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request and returns the answer once its head is there and says success.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="timeLimit">Ends the attempt: the caller's token, with a time limit of the call's.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<HttpResponseMessage> SendAsync(EnvdRequest request, CancellationToken timeLimit, CancellationToken cancellationToken)
    {
        try
        {
            return await AttemptAsync(request, timeLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw await errors.OfSendAsync(request, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A message as the body of a call.</summary>
    public static ByteArrayContent Json(byte[] json)
    {
        ByteArrayContent content = new(json);
        content.Headers.ContentType = s_json;
        return content;
    }

    private async Task<HttpResponseMessage> AttemptAsync(EnvdRequest request, CancellationToken timeLimit, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker invoker = new(services.Handlers.CreateHandler(EnvdBuilderExtensions.EnvdHttpClientName), disposeHandler: false);
        SecretString? token = null;
        bool renew = false;
        for (int attempt = 1; ; attempt++)
        {
            HttpResponseMessage response;
            try
            {
                token = renew ? token : await endpoint.GetAccessTokenAsync(renew: false, timeLimit).ConfigureAwait(false);
                using HttpRequestMessage message = Build(request, token);
                response = await invoker.SendAsync(message, timeLimit).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or IOException)
            {
                if (request.IsSafe && attempt == 1)
                {
                    continue;
                }

                throw await errors.OfSendAsync(request, exception, cancellationToken).ConfigureAwait(false);
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && !renew && token is not null && request.CanRepeat()
                    && await endpoint.GetAccessTokenAsync(renew: true, timeLimit).ConfigureAwait(false) is { } other && !other.Equals(token))
                {
                    (token, renew) = (other, true);
                    continue;
                }

                throw await errors.OfAnswerAsync(request, response, timeLimit).ConfigureAwait(false);
            }
        }
    }

    private HttpRequestMessage Build(EnvdRequest request, SecretString? token)
    {
        HttpRequestMessage message = new(request.Method, new Uri(endpoint.GetAddress(EnvdEndpoint.EnvdPort), request.Path)) { Content = request.Body?.Invoke() };
        HttpRequestHeaders headers = message.Headers;
        headers.UserAgent.Add(s_agent);
        headers.TryAddWithoutValidation(EnvdHeaders.SandboxId, endpoint.Sandbox.Value);
        headers.TryAddWithoutValidation(EnvdHeaders.SandboxPort, EnvdEndpoint.EnvdPort.ToString(CultureInfo.InvariantCulture));
        if (token is not null)
        {
            headers.TryAddWithoutValidation(EnvdHeaders.AccessToken, token.Reveal());
        }

        if ((request.User ?? FileUser) is { } user)
        {
            headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":")));
        }

        if (request.Method == HttpMethod.Post)
        {
            headers.TryAddWithoutValidation("Connect-Protocol-Version", "1");
        }

        if (request.Timeout is { } timeout)
        {
            headers.TryAddWithoutValidation("connect-timeout-ms", ((long)Math.Ceiling(timeout.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
        }

        if (request.IsStream)
        {
            headers.TryAddWithoutValidation("keepalive-ping-interval", KeepAliveSeconds.ToString(CultureInfo.InvariantCulture));
        }

        return message;
    }

    private async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
    {
        int limit = services.Options.MaxMessageBytes;
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentLength > limit)
        {
            throw new IOException($"its {response.Content.Headers.ContentLength} bytes are more than EnvdOptions.MaxMessageBytes, {limit}");
        }

        BoundedStream bounded = new(stream, limit);
        await using (bounded.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(bounded, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("the answer is null");
        }
    }
}
