namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The files of a held sandbox: each call is use, and none goes out when the lease is over.</summary>
internal sealed class LeasedFiles(SandboxLease lease, ISandboxFiles inner) : ISandboxFiles
{
    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.OpenReadAsync(path, cancellationToken), cancellationToken);

    public Task WriteAsync(string path, Stream content, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.WriteAsync(path, content, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SandboxFileInfo>> ListAsync(string path, int depth = 1, CancellationToken cancellationToken = default) =>
        lease.UseAsync(() => inner.ListAsync(path, depth, cancellationToken), cancellationToken);

    public Task<SandboxFileInfo?> FindAsync(string path, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.FindAsync(path, cancellationToken), cancellationToken);

    public Task<bool> CreateDirectoryAsync(string path, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.CreateDirectoryAsync(path, cancellationToken), cancellationToken);

    public Task MoveAsync(string source, string destination, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.MoveAsync(source, destination, cancellationToken), cancellationToken);

    public Task RemoveAsync(string path, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.RemoveAsync(path, cancellationToken), cancellationToken);

    public Task<ISandboxFileWatch> WatchAsync(string path, bool recursive = false, CancellationToken cancellationToken = default) =>
        lease.UseAsync(() => inner.WatchAsync(path, recursive, cancellationToken), cancellationToken);

    public SandboxFileLink GetDownloadLink(string path, TimeSpan lifetime)
    {
        lease.ThrowIfOver();
        return inner.GetDownloadLink(path, lifetime);
    }

    public SandboxFileLink GetUploadLink(string path, TimeSpan lifetime)
    {
        lease.ThrowIfOver();
        return inner.GetUploadLink(path, lifetime);
    }
}
