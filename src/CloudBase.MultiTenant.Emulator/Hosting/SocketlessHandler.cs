using System.Globalization;
using System.Net;
using CloudBase.MultiTenant.Emulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Sends requests to an emulator in this process without a socket, under whatever host they name.</summary>
internal sealed class SocketlessHandler(EmulatorCore core) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var incoming = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        // The emulator goes on when the caller gives up, as a server does.
        using var reply = await Task.Run(() => core.HandleAsync(incoming).AsTask(), CancellationToken.None)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        if (reply.Abort)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The emulator cut the connection without a reply.");
        }

        var content = new ByteArrayContent(reply.Body.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", reply.ContentType);
        var response = new HttpResponseMessage((HttpStatusCode)reply.Status)
        {
            Content = content,
            RequestMessage = request,
            Version = HttpVersion.Version11,
        };
        response.Headers.TryAddWithoutValidation("Date", core.ServerTimeFor(incoming).ToString("R", CultureInfo.InvariantCulture));
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private static async Task<CloudRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var headers = new HeaderDictionary();
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        ReadOnlyMemory<byte> body = ReadOnlyMemory<byte>.Empty;
        if (request.Content is { } content)
        {
            body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                headers[name] = values.ToString();
            }
        }

        return new CloudRequest
        {
            Method = request.Method.Method,
            Host = request.Headers.Host ?? uri.Authority,
            Path = uri.AbsolutePath,
            Query = uri.Query.Length > 0 ? uri.Query[1..] : string.Empty,
            Headers = headers,
            Body = body,
        };
    }
}
