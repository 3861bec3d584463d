using System.Net;
using System.Net.Sockets;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Ports;

/// <summary>Passes requests on to what listens inside a sandbox. Thread-safe.</summary>
internal sealed class PortForwarder(IRunningSandbox sandbox) : IDisposable
{
    private readonly HttpMessageInvoker _inside = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (connection, cancellationToken) =>
            new NetworkStream(await sandbox.ConnectAsync(connection.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false), ownsSocket: true),
    });

    public async Task ForwardAsync(HttpContext context, SandboxAddress address, Func<string, bool> isToken, CancellationToken attached)
    {
        if (address.Port == 0)
        {
            await context.WriteErrorAsync(400, "The port must be 1 to 65535.").ConfigureAwait(false);
            return;
        }

        using var request = ForwardedMessage.Request(context, address, isToken);
        HttpResponseMessage answer;
        try
        {
            answer = await _inside.SendAsync(request, attached).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException)
        {
            await context.WriteClosedPortAsync(sandbox.Id, address.Port).ConfigureAwait(false);
            return;
        }
        catch (HttpRequestException exception)
        {
            await context.WriteErrorAsync(502, $"What listens on port {address.Port} did not answer as HTTP: {exception.Message}").ConfigureAwait(false);
            return;
        }

        using (answer)
        {
            ForwardedMessage.CopyHead(answer, context.Response, address.ByPath);
            if (answer.StatusCode == HttpStatusCode.SwitchingProtocols && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                await TunnelAsync(await answer.Content.ReadAsStreamAsync(attached).ConfigureAwait(false), await upgrade.UpgradeAsync().ConfigureAwait(false), attached).ConfigureAwait(false);
                return;
            }

            await CopyAsync(await answer.Content.ReadAsStreamAsync(attached).ConfigureAwait(false), context.Response, attached).ConfigureAwait(false);
        }
    }

    public void Dispose() => _inside.Dispose();

    private static async Task CopyAsync(Stream body, HttpResponse response, CancellationToken attached)
    {
        var output = response.BodyWriter;
        while (true)
        {
            var read = await body.ReadAsync(output.GetMemory(16 * 1024), attached).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            output.Advance(read);
            // At once: what comes may be events.
            await output.FlushAsync(attached).ConfigureAwait(false);
        }
    }

    private static async Task TunnelAsync(Stream inside, Stream outside, CancellationToken attached)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(attached);
        var down = inside.CopyToAsync(outside, over.Token);
        var up = outside.CopyToAsync(inside, over.Token);
        try
        {
            await (await Task.WhenAny(down, up).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(down, up).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
