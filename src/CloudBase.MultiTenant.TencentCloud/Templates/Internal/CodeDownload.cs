using System.Security.Cryptography;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Reads a function's code back: by its hash, and where that differs by its files, for the cloud may pack them anew.</summary>
internal sealed class CodeDownload(TencentCloudClient client, IHttpClientFactory http, TimeProvider time)
{
    private const int MaxBytes = 64 * 1024 * 1024;

    // A download that stands still would hold its tenant's operation for ever.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public async ValueTask<bool> IsSameAsync(EnvironmentId environment, TemplateFunction function, CancellationToken cancellationToken)
    {
        DownloadFunctionResponse found = await FindAsync(environment, function.Name, cancellationToken).ConfigureAwait(false);
        byte[] hash = SHA256.HashData(CodeZip.Pack(function.Files));
        if (found.CodeSha256 is { } given && (given.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase) || given == Convert.ToBase64String(hash)))
        {
            return true;
        }

        Dictionary<string, TemplateFile> files = await ReadAsync(found, function.Name, cancellationToken).ConfigureAwait(false);
        return files.Count == function.Files.Count && function.Files.All(f => files.TryGetValue(f.Key, out TemplateFile? file) && file.Equals(f.Value));
    }

    public async ValueTask<IReadOnlyDictionary<string, TemplateFile>> ReadAsync(EnvironmentId environment, string function, CancellationToken cancellationToken) =>
        await ReadAsync(await FindAsync(environment, function, cancellationToken).ConfigureAwait(false), function, cancellationToken).ConfigureAwait(false);

    private ValueTask<DownloadFunctionResponse> FindAsync(EnvironmentId environment, string function, CancellationToken cancellationToken) =>
        client.CallAsync(FunctionActions.DownloadFunction, new FunctionNameRequest(environment.Value, function), null, cancellationToken);

    private async ValueTask<Dictionary<string, TemplateFile>> ReadAsync(DownloadFunctionResponse found, string function, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(found.Url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http"))
        {
            throw Unreadable(function, "the cloud gave no address to read it from", null);
        }

        using CancellationTokenSource limit = new(s_longest, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // The address is signed by the cloud: no key of ours goes along.
            using HttpClient plain = http.CreateClient(HttpTencentCloudTransport.ClientName);
            using HttpResponseMessage answer = await plain.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();

            // How long it is need not be announced, and the code is the tenant's.
            await answer.Content.LoadIntoBufferAsync(MaxBytes, either.Token).ConfigureAwait(false);
            return CodeZip.Unpack(await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or IOException)
        {
            throw Unreadable(function, e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreadable(function, $"it was not there in {s_longest}", e);
        }
    }

    private static CloudUnavailableException Unreadable(string function, string why, Exception? cause) => new(
        $"The code of the function '{function}' could not be read back: {why}",
        CloudErrors.Details(FunctionActions.DownloadFunction, ClientErrorCodes.HttpStatus, CloudEffect.None, transient: true), cause);
}
