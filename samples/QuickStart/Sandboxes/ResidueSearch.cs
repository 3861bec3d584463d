using CloudBase.MultiTenant;

namespace QuickStart.Sandboxes;

/// <summary>What one tenant has left in its sandbox, to be searched for in a neighbour's: a canary, and the credential that was put in.</summary>
/// <remarks>A sandbox shows all that it can read, and the host looks through it: what is searched for is put into no other sandbox, not even as a pattern.</remarks>
internal sealed class ResidueSearch
{
    private const string Show =
        """
        cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null
        for folder in "$HOME" /home /root /tmp /var/tmp /dev/shm /run; do
          find "$folder" -print -type f -size -2048k -exec cat {} + 2>/dev/null
        done
        true
        """;

    private readonly string _canary;
    private readonly SecretString[] _credential;

    private ResidueSearch(string canary, SecretString[] credential) => (_canary, _credential) = (canary, credential);

    /// <summary>Leaves a canary, as a file's name and as its content, and takes note of the credential.</summary>
    internal static async Task<ResidueSearch> PlantAsync(ISandboxLease sandbox, string alias, CancellationToken cancellationToken)
    {
        string canary = $"canary-of-{alias}";
        foreach (string folder in new[] { ".", "/tmp" })
        {
            await sandbox.Files.WriteTextAsync($"{folder}/{canary}.txt", canary, cancellationToken);
        }

        string lines = await sandbox.Files.ReadTextAsync(sandbox.CredentialFile, cancellationToken);
        return new ResidueSearch(canary, [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new SecretString(line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);
    }

    /// <summary>Looks through all that a sandbox can read of what is not the system's.</summary>
    internal async Task<Residue> RunAsync(ISandboxLease sandbox, CancellationToken cancellationToken)
    {
        CommandResult shown = await sandbox.Commands.RunAsync(Show, cancellationToken: cancellationToken);
        string text = shown.EnsureSuccess().StandardOutput;
        return new Residue(
            text.Length, text.Contains(_canary, StringComparison.Ordinal), _credential.Count(value => text.Contains(value.Reveal(), StringComparison.Ordinal)), _credential.Length);
    }
}
