using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>A sandbox of <see cref="FakeSandboxes"/>. Paths are relative to the home; a value that begins with <c>-&gt;</c> is a link.</summary>
internal sealed class FakeSandbox(FakeSandboxes fleet, SandboxId id, Dictionary<string, string> contents) : ISandbox, ISandboxCommands, ISandboxFiles
{
    private const string Home = "/home/user";

    public SandboxId Id => id;

    public Dictionary<string, string> Contents { get; } = contents;

    /// <summary>Gets or sets when its provider stops it.</summary>
    public DateTimeOffset EndsAt { get; set; } = DateTimeOffset.MaxValue;

    public bool IsStopped
    {
        get => field || fleet.Time.GetUtcNow() >= EndsAt;
        set;
    }

    public List<string> Commands { get; } = [];

    ISandboxCommands ISandbox.Commands => this;

    public ISandboxFiles Files => this;

    public async Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        lock (Contents)
        {
            Commands.Add(command);
            if (options!.Environment.TryGetValue("CBMT_SANDBOX", out string? sandbox))
            {
                foreach (string path in Contents.Keys.Where(p => p == ".netrc" || p.StartsWith(".ssh/", StringComparison.Ordinal)).ToArray())
                {
                    Contents.Remove(path);
                }

                Contents[".cloudbase/machine-id"] = options.Environment["CBMT_MACHINE"];
                Contents[".cloudbase/random-seed"] = options.Environment["CBMT_SEED"];
                Contents[".cloudbase/incarnation"] = sandbox;
                double clock = (fleet.Time.GetUtcNow() + fleet.ClockOffset - DateTimeOffset.UnixEpoch).TotalSeconds;
                return FakeSandboxes.Done(output: "welcome to this machine\n\n" + clock.ToString("F6", CultureInfo.InvariantCulture) + "\n");
            }

            return fleet.Run(this, command);
        }
    }

    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        fleet.Reading(Relative(path));
        lock (Contents)
        {
            return Contents.TryGetValue(Relative(path), out string? content)
                ? Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(content)))
                : throw new SandboxFileException("nothing there", id, path, SandboxFileProblem.NotFound);
        }
    }

    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        using StreamReader reader = new(content);
        string text = await reader.ReadToEndAsync(cancellationToken);
        lock (Contents)
        {
            Contents[Relative(path)] = text;
        }
    }

    public Task<IReadOnlyList<SandboxFileInfo>> ListAsync(string path, int depth = 1, CancellationToken cancellationToken = default)
    {
        string prefix = Relative(path) is { Length: > 0 } p ? p + "/" : string.Empty;
        lock (Contents)
        {
            HashSet<string> folders = new(StringComparer.Ordinal);
            List<SandboxFileInfo> entries = [];
            foreach ((string file, string content) in Contents.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                string[] parts = file[prefix.Length..].Split('/');
                for (int level = 1; level < parts.Length && level <= depth; level++)
                {
                    if (folders.Add(string.Join('/', parts[..level])))
                    {
                        entries.Add(Entry(prefix + string.Join('/', parts[..level]), SandboxFileKind.Directory, null));
                    }
                }

                if (parts.Length <= depth)
                {
                    entries.Add(content.StartsWith("->", StringComparison.Ordinal) ? Entry(file, SandboxFileKind.SymbolicLink, content[2..]) : Entry(file, SandboxFileKind.File, null, content.Length));
                }
            }

            return Task.FromResult<IReadOnlyList<SandboxFileInfo>>(entries);
        }
    }

    public Task<SandboxFileInfo?> FindAsync(string path, CancellationToken cancellationToken = default)
    {
        lock (Contents)
        {
            string relative = Relative(path);
            return Task.FromResult<SandboxFileInfo?>(relative.Length == 0 ? new SandboxFileInfo { Name = "user", Path = Home, Kind = SandboxFileKind.Directory }
                : Contents.ContainsKey(relative) ? Entry(relative, SandboxFileKind.File, null) : null);
        }
    }

    public Task RemoveAsync(string path, CancellationToken cancellationToken = default)
    {
        lock (Contents)
        {
            foreach (string file in Contents.Keys.Where(f => f == path || f.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
            {
                Contents.Remove(file);
            }
        }

        return Task.CompletedTask;
    }

    public Task<SandboxSnapshot> SnapshotAsync(SandboxSnapshotRequest? request = null, CancellationToken cancellationToken = default) => fleet.SnapshotAsync(id, request!, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => fleet.StopAsync(id, cancellationToken);

    public Uri GetPreviewUri(int port) => throw Unused();

    public Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default) => throw Unused();

    public Task<SandboxInfo> DescribeAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task PauseAsync(SandboxPauseMode mode = SandboxPauseMode.KeepMemory, CancellationToken cancellationToken = default) => throw Unused();

    public Task ResumeAsync(TimeSpan? lifetime = null, CancellationToken cancellationToken = default) => throw Unused();

    public Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ISandboxProcess> StartAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default) => throw Unused();

    public Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default) => throw Unused();

    public Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default) => throw Unused();

    public Task<bool> CreateDirectoryAsync(string path, CancellationToken cancellationToken = default) => throw Unused();

    public Task MoveAsync(string source, string destination, CancellationToken cancellationToken = default) => throw Unused();

    public Task<ISandboxFileWatch> WatchAsync(string path, bool recursive = false, CancellationToken cancellationToken = default) => throw Unused();

    public SandboxFileLink GetDownloadLink(string path, TimeSpan lifetime) => throw Unused();

    public SandboxFileLink GetUploadLink(string path, TimeSpan lifetime) => throw Unused();

    private static SandboxFileInfo Entry(string relative, SandboxFileKind kind, string? target, long size = 0) =>
        new() { Name = relative[(relative.LastIndexOf('/') + 1)..], Path = $"{Home}/{relative}", Kind = kind, Size = size, LinkTarget = target, Permissions = "rw" };

    private static string Relative(string path) => path is "." or Home ? string.Empty : path.StartsWith(Home + "/", StringComparison.Ordinal) ? path[(Home.Length + 1)..] : path;

    /// <summary>What the preparation of templates has no use for, and would be wrong to call.</summary>
    private static NotSupportedException Unused([CallerMemberName] string member = "") => new($"No template is prepared or started by {member}.");
}
