using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>Moves whole files in and out, a bounded piece of them in memory at a time.</summary>
internal sealed class FileTransfers(EnvdTransport transport)
{
    private SandboxId Sandbox => transport.Endpoint.Sandbox;

    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        EnvdRequest request = new()
        {
            Action = "GET /files",
            Method = HttpMethod.Get,
            Path = "/files" + FileLinks.Query(path, transport.FileUser),
            IsSafe = true,
            Translate = fault => FileFaults.Translate(Sandbox, path, fault),
        };
        using CancellationTokenSource patience = new(transport.Services.Options.RequestTimeout, transport.Services.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        HttpResponseMessage response = await transport.SendAsync(request, either.Token, cancellationToken).ConfigureAwait(false);
        return new DownloadStream(transport, request, response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        EnvdOptions options = transport.Services.Options;
        long start = content.CanSeek ? content.Position : 0;
        IRandomSource? form = transport.Version.TakesPlainUploads ? null : transport.Services.Random;
        UploadContent? sent = null;
        using CancellationTokenSource patience = new(options.RequestTimeout, transport.Services.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        EnvdRequest request = new()
        {
            Action = "POST /files",
            Method = HttpMethod.Post,
            Path = "/files" + FileLinks.Query(path, transport.FileUser),
            Body = () =>
            {
                if (sent is not null && content.CanSeek)
                {
                    content.Position = start;
                }

                // Each piece that goes out shows that the sandbox still takes them.
                return sent = new UploadContent(content, form, () => patience.CancelAfter(options.StreamIdleTimeout));
            },
            CanRepeat = () => content.CanSeek,
            Translate = fault => FileFaults.Translate(Sandbox, path, fault),
        };
        try
        {
            using HttpResponseMessage response = await transport.SendAsync(request, either.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && sent?.SourceFailure is not null)
        {
            throw new IOException($"'{path}' of sandbox '{Sandbox}' may be written in part: the stream that it was read from failed ({sent.SourceFailure.Message}).", sent.SourceFailure);
        }
    }
}
