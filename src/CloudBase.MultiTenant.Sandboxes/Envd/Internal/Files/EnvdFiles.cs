using System.Text.Json.Serialization.Metadata;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>Files by envd's filesystem service and its two transfers.</summary>
internal sealed class EnvdFiles(EnvdTransport transport) : ISandboxFiles
{
    private const string Service = "filesystem.Filesystem/";

    private readonly FileTransfers _transfers = new(transport);
    private readonly FileLinks _links = new(transport.Endpoint, transport.FileUser, transport.Services.TimeProvider);

    private static EnvdJsonContext Types => EnvdJsonContext.Default;

    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default) =>
        _transfers.OpenReadAsync(FilePaths.Check(path), cancellationToken);

    public Task WriteAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        FilePaths.Check(path);
        ArgumentNullException.ThrowIfNull(content);
        return content.CanRead ? _transfers.WriteAsync(path, content, cancellationToken) : throw new ArgumentException("The stream cannot be read: give one that can.", nameof(content));
    }

    public async Task<IReadOnlyList<SandboxFileInfo>> ListAsync(string path, int depth = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ListDirAnswer answer = await CallAsync("ListDir", path, new ListDirRequest { Path = FilePaths.Check(path), Depth = depth }, Types.ListDirRequest, Types.ListDirAnswer, safe: true, cancellationToken).ConfigureAwait(false);
        return [.. (answer.Entries ?? []).Select(InfoOf)];
    }

    public async Task<SandboxFileInfo?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            EntryAnswer answer = await CallAsync("Stat", path, new PathRequest { Path = FilePaths.Check(path) }, Types.PathRequest, Types.EntryAnswer, safe: true, cancellationToken).ConfigureAwait(false);
            return answer.Entry is null ? null : InfoOf(answer.Entry);
        }
        catch (SandboxFileException exception) when (exception.Problem == SandboxFileProblem.NotFound)
        {
            return null;
        }
    }

    public async Task<bool> CreateDirectoryAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            await CallAsync("MakeDir", path, new PathRequest { Path = FilePaths.Check(path) }, Types.PathRequest, Types.EntryAnswer, safe: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SandboxFileException exception) when (exception.Problem == SandboxFileProblem.AlreadyExists)
        {
            if (await FindAsync(path, cancellationToken).ConfigureAwait(false) is { Kind: SandboxFileKind.File or SandboxFileKind.Other })
            {
                throw;
            }

            return false;
        }
    }

    public Task MoveAsync(string source, string destination, CancellationToken cancellationToken = default) =>
        CallAsync("Move", source, new MoveRequest { Source = FilePaths.Check(source, nameof(source)), Destination = FilePaths.Check(destination, nameof(destination)) }, Types.MoveRequest, Types.EntryAnswer, safe: false, cancellationToken);

    public async Task RemoveAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            await CallAsync("Remove", path, new PathRequest { Path = FilePaths.Check(path) }, Types.PathRequest, Types.Nothing, safe: false, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxFileException exception) when (exception.Problem == SandboxFileProblem.NotFound)
        {
            // Some versions of envd say so, others do not.
        }
    }

    public async Task<ISandboxFileWatch> WatchAsync(string path, bool recursive = false, CancellationToken cancellationToken = default)
    {
        EnvdRequest request = new()
        {
            Action = Service + "WatchDir",
            Method = HttpMethod.Post,
            Path = "/" + Service + "WatchDir",
            IsSafe = true,
            Translate = fault => FileFaults.Translate(transport.Endpoint.Sandbox, path, fault),
        };
        EnvdOptions options = transport.Services.Options;
        EnvdStream stream = await EnvdStream.OpenAsync(transport, request, new WatchDirRequest { Path = FilePaths.Check(path), Recursive = recursive }, Types.WatchDirRequest, cancellationToken).ConfigureAwait(false);
        try
        {
            WatchMessage? first = await stream.ReadAsync(Types.WatchMessage, options.RequestTimeout).WaitAsync(cancellationToken).ConfigureAwait(false);
            return first?.Start is not null ? new EnvdFileWatch(stream, path, options.StreamIdleTimeout)
                : throw await stream.BrokenAsync("did not begin with the start of the watch").ConfigureAwait(false);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public SandboxFileLink GetDownloadLink(string path, TimeSpan lifetime) => _links.Make(path, "read", lifetime);

    public SandboxFileLink GetUploadLink(string path, TimeSpan lifetime) => _links.Make(path, "write", lifetime);

    private Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string method, string path, TRequest body, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answerType, bool safe, CancellationToken cancellationToken) =>
        transport.CallAsync(Service + method, body, type, answerType, fault => FileFaults.Translate(transport.Endpoint.Sandbox, path, fault), safe, cancellationToken);

    private static SandboxFileInfo InfoOf(EntryInfo entry) => new()
    {
        Name = entry.Name ?? string.Empty,
        Path = entry.Path ?? string.Empty,
        Kind = entry.Type switch
        {
            "FILE_TYPE_FILE" => entry.SymlinkTarget is null ? SandboxFileKind.File : SandboxFileKind.SymbolicLink,
            "FILE_TYPE_DIRECTORY" => entry.SymlinkTarget is null ? SandboxFileKind.Directory : SandboxFileKind.SymbolicLink,
            "FILE_TYPE_SYMLINK" => SandboxFileKind.SymbolicLink,
            _ => SandboxFileKind.Other,
        },
        Size = entry.Size,
        Permissions = entry.Permissions,
        Owner = entry.Owner,
        ModifiedAt = entry.ModifiedTime,
        LinkTarget = entry.SymlinkTarget,
    };
}
