using System.IO.Compression;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary><c>POST /files</c>: the body is a file, or a form of files.</summary>
internal static class FileUpload
{
    private const int BufferSize = 64 * 1024;
    private const string MetadataPrefix = "X-Metadata-";

    public static async Task ReceiveAsync(HttpContext context, ISandboxFileSystem files, CancellationToken attached)
    {
        var request = context.Request;
        if (request.Headers.Keys.FirstOrDefault(name => name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)) is { } header)
        {
            throw new ConnectException("unimplemented", $"Metadata of files is not kept by this emulator; leave the header {header} out.");
        }

        var named = request.Query["path"].ToString();
        List<string> written = [];
        var body = Decoded(request);
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), body) { BodyLengthLimit = null };
            while (await reader.ReadNextSectionAsync(attached).ConfigureAwait(false) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name) != "file")
                {
                    continue;
                }

                if (named.Length > 0 && written.Count > 0)
                {
                    throw new ConnectException("invalid_argument", "One path was given for several files; leave it out and name each file by its path.");
                }

                var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar.ToString() : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName).ToString();
                written.Add(await WriteAsync(files, named.Length > 0 ? named : name, section.Body, attached).ConfigureAwait(false));
            }

            if (written.Count == 0)
            {
                throw new ConnectException("invalid_argument", "The form has no part named 'file'.");
            }
        }
        else if (type?.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            written.Add(await WriteAsync(files, named, body, attached).ConfigureAwait(false));
        }
        else
        {
            throw new ConnectException("invalid_argument", $"The content type '{request.ContentType}' is not served; send multipart/form-data or application/octet-stream.");
        }

        await context.WriteJsonAsync(200, SandboxReply.Json(json =>
        {
            json.WriteStartArray();
            foreach (var path in written)
            {
                json.WriteStartObject();
                json.WriteString("path", path);
                json.WriteString("name", path[(path.LastIndexOf('/') + 1)..]);
                json.WriteString("type", "file");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        })).ConfigureAwait(false);
    }

    private static async Task<string> WriteAsync(ISandboxFileSystem files, string path, Stream content, CancellationToken attached)
    {
        if (path.Length == 0)
        {
            throw new ConnectException("invalid_argument", "The file has no path.");
        }

        var full = SandboxPath.Resolve(path);
        var file = files.OpenWrite(full);
        await using var closing = file.ConfigureAwait(false);
        var buffer = new byte[BufferSize];
        for (int read; (read = await content.ReadAsync(buffer, attached).ConfigureAwait(false)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), attached).ConfigureAwait(false);
        }

        return full;
    }

    private static Stream Decoded(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        var other => throw new ConnectException("invalid_argument", $"The content encoding '{other}' is not served; send gzip or identity."),
    };
}
