using System.Net.Http.Headers;
using System.Text;
using CloudBase.MultiTenant.Emulator.Page;
using CloudBase.MultiTenant.Emulator.Persistence;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary><c>export FILE</c> and <c>import FILE</c>: the state of a running emulator, or of a data directory that none uses.</summary>
internal static class StateCommand
{
    public static async Task<int> ExportAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var target = StateTarget.Parse("export", arguments);
        using var content = new MemoryStream();
        if (target.DataDirectory is { } directory)
        {
            if (!Directory.Exists(directory))
            {
                throw new IOException($"There is no data directory '{directory}': give the one that an emulator was started with.");
            }

            var emulator = await OpenAsync(directory, cancellationToken).ConfigureAwait(false);
            await using (emulator.ConfigureAwait(false))
            {
                await emulator.ExportAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            using var client = new HttpClient();
            using var response = await SendAsync(client, target, () => client.GetAsync(target.Url("export"), cancellationToken)).ConfigureAwait(false);
            await response.Content.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        }

        // Written beside and moved: an export that fails half way leaves an older one whole.
        var temporary = target.File + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(temporary, options);
        await using (file.ConfigureAwait(false))
        {
            content.Position = 0;
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }

        File.Move(temporary, target.File, overwrite: true);
        await Console.Error.WriteLineAsync($"Exported {target.Shown} to '{target.File}'. It holds the secrets of the emulated account.").ConfigureAwait(false);
        return 0;
    }

    public static async Task<int> ImportAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var target = StateTarget.Parse("import", arguments);
        if (!File.Exists(target.File))
        {
            throw new IOException($"'{target.File}' {(Directory.Exists(target.File) ? "is a directory but must be a file" : "is not there")}: give a file that 'cloudbase-emulator export FILE' wrote.");
        }

        var content = await File.ReadAllBytesAsync(target.File, cancellationToken).ConfigureAwait(false);
        if (content.Length > StateFile.MaxBytes && target.DataDirectory is null)
        {
            throw new IOException($"'{target.File}' has {content.Length:N0} bytes, and a running emulator takes {StateFile.MaxBytes:N0}: stop it, and import into its directory with --data DIR.");
        }

        if (target.DataDirectory is { } directory)
        {
            var emulator = await OpenAsync(directory, cancellationToken).ConfigureAwait(false);
            await using (emulator.ConfigureAwait(false))
            {
                using var stream = new MemoryStream(content);
                await emulator.ImportAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            using var client = new HttpClient();
            using var body = new ByteArrayContent(content);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await SendAsync(client, target, () => client.PostAsync(target.Url("import"), body, cancellationToken)).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync($"Imported '{target.File}' into {target.Shown}; what was there before is gone.").ConfigureAwait(false);
        return 0;
    }

    /// <summary>The sentence in an emulator's answer; of another's, how it begins.</summary>
    private static string Reason(HttpResponseMessage response, byte[] body)
    {
        if (JsonPeek.Text(body, "error") is { } sentence)
        {
            return sentence;
        }

        var text = string.Join(' ', Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 200)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"it answered {(int)response.StatusCode} with '{text}', which is no emulator's answer. Is the address right?";
    }

    private static Task<CloudBaseEmulator> OpenAsync(string directory, CancellationToken cancellationToken) =>
        CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { Listen = false, DataDirectory = directory }, cancellationToken);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, StateTarget target, Func<Task<HttpResponseMessage>> send)
    {
        client.Timeout = TimeSpan.FromMinutes(5);
        HttpResponseMessage response;
        try
        {
            response = await send().ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError))
        {
            throw new IOException($"{target.Endpoint} answered, and not as an emulator does: {exception.Message}. Is the address right?", exception);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new IOException($"The emulator at {target.Endpoint} did not answer within {client.Timeout.TotalMinutes:0} minutes. Stop it, and take its directory with --data DIR.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"No emulator answers at {target.Endpoint}: {exception.Message}. Start it, or name another with --endpoint URL, or a directory with --data DIR.", exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new IOException($"The emulator at {target.Endpoint} refused: {Reason(response, await response.Content.ReadAsByteArrayAsync(CancellationToken.None).ConfigureAwait(false))}");
        }
    }
}
