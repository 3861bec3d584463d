using System.IO.Compression;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary><c>GET /files</c>: a file, a range of it, or the whole of it compressed.</summary>
internal static class FileDownload
{
    private const int BufferSize = 64 * 1024;

    public static async Task SendAsync(HttpContext context, ISandboxFileSystem files, CancellationToken attached)
    {
        var path = SandboxPath.Resolve(context.Request.Query["path"].ToString());
        var file = files.OpenRead(path);
        await using var closingFile = file.ConfigureAwait(false);
        var response = context.Response;
        response.ContentType = "application/octet-stream";
        var disposition = new ContentDispositionHeaderValue("inline");
        disposition.SetHttpFileName(path[(path.LastIndexOf('/') + 1)..]);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.AcceptRanges = "bytes";
        response.Headers.Vary = "Accept-Encoding";
        var length = file.Length;
        if (RangeOf(context.Request, length) is { } range)
        {
            if (range.Count <= 0)
            {
                response.Headers.ContentRange = $"bytes */{length}";
                await context.WriteErrorAsync(416, $"The range is not in the file, which has {length} bytes.").ConfigureAwait(false);
                return;
            }

            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {range.First}-{range.First + range.Count - 1}/{length}";
            response.ContentLength = range.Count;
            file.Seek(range.First, SeekOrigin.Begin);
            await CopyAsync(file, context, range.Count, attached).ConfigureAwait(false);
        }
        else if (TakesGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            var compressed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await using var finishing = compressed.ConfigureAwait(false);
            await file.CopyToAsync(compressed, BufferSize, attached).ConfigureAwait(false);
        }
        else
        {
            response.ContentLength = length;
            await CopyAsync(file, context, length, attached).ConfigureAwait(false);
        }
    }

    /// <summary>Copies so many bytes and no more: the file may grow meanwhile.</summary>
    private static async Task CopyAsync(Stream file, HttpContext context, long count, CancellationToken attached)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var output = context.Response.BodyWriter;
        while (count > 0)
        {
            var memory = output.GetMemory(BufferSize);
            var read = await file.ReadAsync(memory[..(int)Math.Min(memory.Length, count)], attached).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException("The file became shorter while it was sent.");
            }

            output.Advance(read);
            count -= read;
            await output.FlushAsync(attached).ConfigureAwait(false);
        }
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var encodings)
        && encodings.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality is null or > 0);

    /// <summary>The first byte and the count that were asked for; null for the whole file. Several ranges are answered with all of it.</summary>
    private static (long First, long Count)? RangeOf(HttpRequest request, long length)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || header.Unit != "bytes" || header.Ranges.Count != 1)
        {
            return null;
        }

        var range = header.Ranges.First();
        if (range.From is { } from)
        {
            return (from, Math.Min(range.To ?? length - 1, length - 1) - from + 1);
        }

        var suffix = Math.Min(range.To ?? 0, length);
        return (length - suffix, suffix);
    }
}
