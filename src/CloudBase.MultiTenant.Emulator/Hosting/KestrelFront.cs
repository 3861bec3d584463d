using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Persistence;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Kestrel with nothing around it: no host, no container, no middleware, no logs.</summary>
internal sealed class KestrelFront : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private readonly EmulatorCore _core;
    private readonly KestrelServer _server;

    private KestrelFront(EmulatorCore core, KestrelServer server)
    {
        _core = core;
        _server = server;
    }

    public static async Task<(KestrelFront Front, Uri Endpoint)> StartAsync(
        EmulatorCore core, string address, int port, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowHostHeaderOverride = true };
        options.Limits.MaxRequestBodySize = 2 * CallAdmission.MaxBodyBytes;
        if (address == "localhost" && port != 0)
        {
            options.ListenLocalhost(port);
        }
        else if (address is "*" or "+")
        {
            options.ListenAnyIP(port);
        }
        else
        {
            options.Listen(address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address), port);
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var front = new KestrelFront(core, new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance));
        try
        {
            await front._server.StartAsync(front, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            front._server.Dispose();
            throw new IOException(ListenProblem.Describe(address, port, exception), exception);
        }
        catch
        {
            front._server.Dispose();
            throw;
        }

        var bound = front._server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return (front, new Uri(bound.Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)));
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var incoming = context.GetRequiredFeature<IHttpRequestFeature>();
        if (SandboxFront.AddressOf(incoming) is { } sandbox)
        {
            await _core.SandboxFront.HandleAsync(context, sandbox).ConfigureAwait(false);
            return;
        }

        var request = RequestOf(context, incoming, ReadOnlyMemory<byte>.Empty);
        if (_core.MayImport(request) && context.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // A whole account is larger than any call to it.
            size.MaxRequestBodySize = StateFile.MaxBytes;
        }

        request = RequestOf(context, incoming, await ReadBodyAsync(context, incoming).ConfigureAwait(false));
        using var reply = await _core.HandleAsync(request).ConfigureAwait(false);
        if (reply.Abort)
        {
            context.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
            return;
        }

        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = reply.Status;
        // 204 has no body, not even an empty one: the server cuts the connection of who writes it.
        var hasBody = reply.Status != 204;
        if (hasBody)
        {
            response.Headers.ContentType = reply.ContentType;
            response.Headers.ContentLength = reply.Body.Length;
        }

        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers.Date = _core.ServerTimeFor(request).ToString("R", CultureInfo.InvariantCulture);
        if (hasBody)
        {
            var writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
            await writer.WriteAsync(reply.Body, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Replies in flight get a moment; a caller that never reads does not hold the stop.
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        await _server.StopAsync(grace.Token).ConfigureAwait(false);
        _server.Dispose();
    }

    private static CloudRequest RequestOf(IFeatureCollection context, IHttpRequestFeature incoming, ReadOnlyMemory<byte> body) => new()
    {
        Method = incoming.Method,
        Host = incoming.Headers.Host.ToString(),
        Path = incoming.Path,
        Query = incoming.QueryString is { Length: > 0 } query ? query[1..] : string.Empty,
        Headers = incoming.Headers,
        Body = body,
        // None is nobody's address: what came over a socket is never taken for a caller in this process.
        RemoteAddress = context.Get<IHttpConnectionFeature>()?.RemoteIpAddress ?? IPAddress.None,
    };

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(IFeatureCollection context, IHttpRequestFeature incoming)
    {
        if (context.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (incoming.Headers.ContentLength is { } length and < CallAdmission.MaxBodyBytes)
        {
            var exact = new byte[length];
            await incoming.Body.ReadExactlyAsync(exact, CancellationToken.None).ConfigureAwait(false);
            return exact;
        }

        var buffer = new MemoryStream();
        await incoming.Body.CopyToAsync(buffer, CancellationToken.None).ConfigureAwait(false);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
