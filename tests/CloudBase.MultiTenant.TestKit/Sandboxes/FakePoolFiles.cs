using System.Text;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>The files of a <see cref="FakePoolSandbox"/>, by their path in the home.</summary>
internal sealed class FakePoolFiles(FakePoolSandbox sandbox) : ISandboxFiles
{
    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        sandbox.ThrowUnlessRunning();
        return sandbox[path] is { } text
            ? Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)))
            : throw new SandboxFileException("nothing there", sandbox.Id, path, SandboxFileProblem.NotFound);
    }

    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        sandbox.ThrowUnlessRunning();
        using StreamReader reader = new(content);
        sandbox[path] = await reader.ReadToEndAsync(cancellationToken);
    }

    public Task RemoveAsync(string path, CancellationToken cancellationToken = default)
    {
        sandbox.ThrowUnlessRunning();
        sandbox[path] = null;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SandboxFileInfo>> ListAsync(string path, int depth = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<SandboxFileInfo?> FindAsync(string path, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> CreateDirectoryAsync(string path, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task MoveAsync(string source, string destination, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ISandboxFileWatch> WatchAsync(string path, bool recursive = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public SandboxFileLink GetDownloadLink(string path, TimeSpan lifetime) => throw new NotSupportedException();

    public SandboxFileLink GetUploadLink(string path, TimeSpan lifetime) => throw new NotSupportedException();
}
