namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>Watches a folder in a sandbox from when it was made. Disposing ends it.</summary>
internal interface ISandboxFileWatcher : IDisposable
{
    IAsyncEnumerable<SandboxedFileChange> ReadAsync(CancellationToken cancellationToken);
}
