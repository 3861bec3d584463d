using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A sandbox of <see cref="FakePoolProvider"/>. It understands the command lines of the pool, and none else.</summary>
public sealed class FakePoolSandbox(FakePoolProvider provider, SandboxId id, SandboxStart start, Dictionary<string, string> files) : ISandbox, ISandboxCommands
{
    /// <summary>Where the pool puts the credential.</summary>
    public const string CredentialPath = ".cloudbase/credentials/environment";

    /// <summary>Where the highest order of a command is remembered.</summary>
    public const string OrderPath = Own + "order";

    private const string Own = ".cloudbase/";

    /// <summary>Where other users' homes are: the sandbox's own user can neither read nor hash them.</summary>
    private const string Others = "/home/";

    private readonly Lock _lock = new();
    private SandboxState _state = SandboxState.Running;

    public SandboxId Id => id;

    public SandboxStart Start => start;

    public DateTimeOffset StartedAt { get; } = provider.Time.GetUtcNow();

    public DateTimeOffset EndsAt { get; set; } = provider.Time.GetUtcNow() + (start.Lifetime ?? TimeSpan.FromHours(1));

    public SandboxState State
    {
        get => _state == SandboxState.Running && provider.Time.GetUtcNow() >= EndsAt
            ? start.OnExpiry == SandboxExpiryAction.Stop ? SandboxState.Stopped : SandboxState.Paused
            : _state;
        set => _state = value;
    }

    public bool IsAlive => State is SandboxState.Running or SandboxState.Paused;

    public bool KeepsMemory { get; set; }

    /// <summary>Gets whether its processes stand still.</summary>
    public bool IsStill { get; internal set; }

    /// <summary>Gets or sets whether it cannot say what its home holds.</summary>
    public bool HasNoTools { get; set; }

    /// <summary>Gets or sets how the probe of the pool ends.</summary>
    public int ProbeExitCode { get; set; }

    /// <summary>Gets or sets what its own user says that it is; "0" where it can become root.</summary>
    public string OwnUserId { get; set; } = "1000";

    /// <summary>Gets or sets what any other user says that it is.</summary>
    public string OtherUserId { get; set; } = "1001";

    /// <summary>Gets how many tenants' credentials it has held, by their environment.</summary>
    public HashSet<string> CredentialsSeen { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the pool puts the credential for another user than the sandbox's own.</summary>
    public static string CredentialPathOf(string? user) => user is null ? CredentialPath : $"{Others}{user}/{CredentialPath}";

    public ISandboxCommands Commands => this;

    public ISandboxFiles Files => new FakePoolFiles(this);

    /// <summary>Gets or sets a file by its path in the home; null removes it.</summary>
    public string? this[string path]
    {
        get
        {
            lock (_lock)
            {
                return files.GetValueOrDefault(path);
            }
        }

        set
        {
            lock (_lock)
            {
                _ = value is null ? files.Remove(path) : (files[path] = value) is null;
            }
        }
    }

    public Dictionary<string, string> CopyFiles()
    {
        lock (_lock)
        {
            return new(files, StringComparer.Ordinal);
        }
    }

    public SandboxInfo ToInfo() => new()
    {
        Id = id, State = State, ProviderState = State.ToString(), Source = start.Template ?? start.Snapshot?.Value ?? string.Empty, StartedAt = StartedAt, ExpiresAt = EndsAt, Metadata = start.Metadata,
    };

    public void ThrowUnlessRunning()
    {
        switch (State)
        {
            case SandboxState.Running:
                return;
            case SandboxState.Paused:
                throw new SandboxPausedException($"The sandbox {id} is paused.", id);
            default:
                throw new SandboxLostException($"The sandbox {id} is gone.", id, SandboxEndReason.Stopped);
        }
    }

    public async Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        await provider.BeginAsync("run", id, cancellationToken);
        ThrowUnlessRunning();
        return provider.Late.Run(this, command, () => Run(command, [], options?.User));
    }

    public async Task<ISandboxProcess> StartAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        await provider.BeginAsync("run", id, cancellationToken);
        ThrowUnlessRunning();
        return new FakePoolProcess(input =>
        {
            ThrowUnlessRunning();
            return provider.Late.Run(this, command, () => Run(command, input, options?.User));
        });
    }

    public Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<SandboxProcessInfo>>([]);

    public Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default) => Task.FromResult(false);

    public Uri GetPreviewUri(int port) => new($"http://{id}.fake:{port}");

    public Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default) => Task.FromResult(new SandboxPreview(GetPreviewUri(port), new Dictionary<string, SecretString>()));

    public async Task<SandboxInfo> DescribeAsync(CancellationToken cancellationToken = default) => (await provider.FindAsync(id, cancellationToken))!;

    public Task<SandboxSnapshot> SnapshotAsync(SandboxSnapshotRequest? request = null, CancellationToken cancellationToken = default) => provider.SnapshotAsync(id, request ?? new(), cancellationToken);

    public Task PauseAsync(SandboxPauseMode mode = SandboxPauseMode.KeepMemory, CancellationToken cancellationToken = default) => provider.PauseAsync(id, mode, cancellationToken);

    public Task ResumeAsync(TimeSpan? lifetime = null, CancellationToken cancellationToken = default) => provider.ResumeAsync(id, lifetime, cancellationToken);

    public Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default) => provider.ExtendAsync(id, lifetime, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => provider.StopAsync(id, cancellationToken);

    private CommandResult Run(string command, byte[] input, string? user)
    {
        string credential = CredentialPathOf(user);
        lock (_lock)
        {
            if (Refuse(ref command, credential.Replace(CredentialPath, OrderPath, StringComparison.Ordinal)) is { } refused)
            {
                return refused;
            }

            switch (command)
            {
                case SandboxCredentials.WriteScript:
                    files[credential] = Encoding.UTF8.GetString(input);
                    CredentialsSeen.Add(files[credential].Split('\n')[0]);
                    return Done(output: "\n" + (user is null ? "/home/user/" + credential : credential) + "\n");
                case SandboxUserLook.OwnScript:
                    return Done(output: $"\n{OwnUserId}\n");
                case SandboxUserLook.Script:
                    return Done(output: $"\n{OtherUserId}\n");
                case SandboxCredentials.RemoveScript:
                    files.Remove(credential);
                    return Done();
                case Workspace.FreezeScript or Workspace.EndScript:
                    files.Remove(credential);
                    IsStill = command == Workspace.FreezeScript;
                    return HasNoTools ? Done(127) : Done(output: Manifest());
                case Workspace.ManifestScript:
                    return HasNoTools ? Done(127) : Done(output: Manifest());
                case Workspace.ThawScript:
                    IsStill = false;
                    return Done();
                default:
                    return Done(ProbeExitCode);
            }
        }
    }

    /// <summary>Takes the order off a command line, and refuses it, as a shell does, where a later one was there.</summary>
    private CommandResult? Refuse(ref string command, string path)
    {
        if (!command.StartsWith(SandboxCommandOrder.Variable, StringComparison.Ordinal))
        {
            return null;
        }

        int end = command.IndexOf('\n', StringComparison.Ordinal);
        string order = command[SandboxCommandOrder.Variable.Length..end];
        command = command[(end + 1 + SandboxCommandOrder.Functions.Length)..];
        if (order.Length == 0)
        {
            return null;
        }

        if (long.TryParse(files.GetValueOrDefault(path), NumberStyles.None, CultureInfo.InvariantCulture, out long was) && was > long.Parse(order, CultureInfo.InvariantCulture))
        {
            return Done(75) with { StandardError = $"\ncloudbase: refused, since a command of order {was} was here before\n" };
        }

        files[path] = order;
        return null;
    }

    private string Manifest()
    {
        KeyValuePair<string, string>[] home = [.. files.Where(f => !f.Key.StartsWith(Own, StringComparison.Ordinal) && !f.Key.StartsWith(Others, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal)];
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', home.Select(f => f.Key + '\0' + f.Value))));
        return string.Create(CultureInfo.InvariantCulture, $"\n{Convert.ToHexStringLower(hash)} {home.Length} {home.Sum(f => f.Value.Length)}\n");
    }

    private static CommandResult Done(int exitCode = 0, string output = "") => new() { ExitCode = exitCode, StandardOutput = output, StandardError = string.Empty };
}
