using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The built-in transport: HTTP/1.1 over the host's named handler chain.</summary>
internal sealed class HttpTencentCloudTransport(
    IHttpMessageHandlerFactory handlers, IOptionsMonitor<TencentCloudOptions> options, ILogger<HttpTencentCloudTransport> logger) : ITencentCloudTransport
{
    public const string ClientName = "CloudBase.MultiTenant.TencentCloud";

    private const int FirstRent = 8 * 1024;

    private readonly KeyGuard _guard = new(logger);
    private readonly DateHeader _dates = new();
    private readonly Tc3Signer _signer = new(new SigningKeyCache());
    private Endpoints? _endpoints;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TencentCloudResponse> SendAsync(TencentCloudRequest request, CancellationToken cancellationToken)
    {
        TencentCloudOptions current = options.CurrentValue;
        var content = new SingleUseContent(request.Body, request.SendOnce);
        using HttpRequestMessage message = Build(request, current, content);
        using var invoker = new HttpMessageInvoker(handlers.CreateHandler(ClientName), disposeHandler: false);
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(response, _dates, current.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not TencentCloudTransportException)
        {
            string what = content.Started ? "was sent, and no whole answer came back" : "was not sent";
            throw new TencentCloudTransportException($"The request to {message.RequestUri!.Authority} {what}: {Describe(exception)}", content.Started, exception);
        }
    }

    /// <summary>Options that changed are another object: what was derived from the old ones goes with them.</summary>
    private Endpoints EndpointsOf(TencentCloudOptions current)
    {
        Endpoints? known = _endpoints;
        return known is not null && ReferenceEquals(known.Options, current) ? known : _endpoints = new Endpoints(current);
    }

    private static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } http =>
            $"{http.HttpRequestError}, {http.Message}. Is the name right (Endpoint, Site), and does this machine resolve names?",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } http =>
            $"{http.HttpRequestError}, {http.Message}. Does anything listen there, and may this machine call out?",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => $"{http.HttpRequestError}, {http.Message}",
        OperationCanceledException => "the connection took too long to be made.",
        _ => exception.Message,
    };

    private HttpRequestMessage Build(TencentCloudRequest request, TencentCloudOptions current, SingleUseContent content)
    {
        ServiceEndpoint endpoint = EndpointsOf(current).Get(request.Service);
        _guard.Check(request, endpoint.Address);
        string authorization = _signer.Authorize(new SigningInput
        {
            Credential = request.Credential,
            Service = endpoint.Scope,
            Host = endpoint.Host,
            SignedAt = request.SignedAt,
            Body = request.Body.Span,
            Action = current.SignAction ? request.Action : null,
            IsRead = request.IsRead,
        });

        var message = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = content };
        message.Headers.TryAddWithoutValidation("Authorization", authorization);

        // Host is left to the handler, which writes the address's authority: the one that was signed.
        message.Headers.TryAddWithoutValidation("X-TC-Action", request.Action);
        message.Headers.TryAddWithoutValidation("X-TC-Version", request.Version);
        message.Headers.TryAddWithoutValidation("X-TC-Timestamp", request.SignedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation("X-TC-Language", current.Language);
        if (request.Region is not null)
        {
            message.Headers.TryAddWithoutValidation("X-TC-Region", request.Region);
        }

        if (request.Credential.SessionToken is { } token)
        {
            message.Headers.TryAddWithoutValidation("X-TC-Token", token.Reveal());
        }

        return message;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TencentCloudResponse> ReadAsync(HttpResponseMessage response, DateHeader dates, int limit, CancellationToken cancellationToken)
    {
        DateTimeOffset? date = dates.Read(response);
        long? announced = response.Content.Headers.ContentLength;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? FirstRent, limit) + 1);
        int length = 0;
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (length != announced && await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                length += read;
                if (length > limit)
                {
                    throw new TencentCloudTransportException(
                        $"The answer is longer than MaxResponseBytes, {limit}: ask for fewer items a page, or raise the limit.", mayHaveBeenSent: true);
                }

                if (length == buffer.Length)
                {
                    Grow(ref buffer, length);
                }
            }

            return new TencentCloudResponse((int)response.StatusCode, date, buffer, length);
        }
        catch
        {
            Return(buffer, length);
            throw;
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        Return(buffer, length);
        buffer = larger;
    }

    private static void Return(byte[] buffer, int length)
    {
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private sealed class Endpoints(TencentCloudOptions options)
    {
        private readonly ConcurrentDictionary<string, ServiceEndpoint> _byService = new();

        public TencentCloudOptions Options => options;

        public ServiceEndpoint Get(string service) =>
            _byService.TryGetValue(service, out ServiceEndpoint? known) ? known : _byService.GetOrAdd(service, ServiceEndpoint.For(service, options));
    }
}
