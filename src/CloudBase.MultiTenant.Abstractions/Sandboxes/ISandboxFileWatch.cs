namespace CloudBase.MultiTenant;

/// <summary>A watch of a folder in a sandbox. Disposing ends it.</summary>
public interface ISandboxFileWatch : IAsyncDisposable
{
    /// <summary>Returns the changes as they come. May be called once.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    IAsyncEnumerable<SandboxFileChange> ReadChangesAsync(CancellationToken cancellationToken = default);
}
