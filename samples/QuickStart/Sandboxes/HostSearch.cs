using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Sandboxes;

/// <summary>Looks in a sandbox for what is the host's: its database, its key ring, its environment variables.</summary>
internal static class HostSearch
{
    private static readonly string[] s_telling = ["SECRET", "KEY", "TOKEN", "PASSWORD"];

    internal static async Task<(string Seen, bool AsExpected)> RunAsync(ISandboxLease sandbox, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        CommandResult look = await sandbox.Commands.RunAsync(
            "env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'; for f in \"$DATABASE\" \"$KEYS\"; do if [ -e \"$f\" ]; then echo \"THERE $f\"; fi; done",
            new CommandOptions { Environment = new Dictionary<string, string> { ["DATABASE"] = settings.DatabaseFile, ["KEYS"] = settings.KeyRingDirectory } },
            cancellationToken);
        bool there = look.StandardOutput.Contains("THERE ", StringComparison.Ordinal);
        HashSet<string> lines = [.. look.StandardOutput.Split('\n')];
        string[] ours = [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")];
        string[] same = [.. ours.Where(lines.Contains)];

        // What every Linux process has, such as PATH and LANG, may be the same by chance; a key never is.
        string[] secrets = [.. same.Where(v => s_telling.Any(word => v.Contains(word, StringComparison.OrdinalIgnoreCase)))];
        string names = same.Length == 0 ? string.Empty : $" ({string.Join(", ", same.Select(v => v[..v.IndexOf('=', StringComparison.Ordinal)]))})";
        return (
            $"database and key ring {(there ? "ARE THERE" : "are not there")}; {secrets.Length} of the host's keys; {same.Length} of its {ours.Length} variables{names}",
            !there && secrets.Length == 0);
    }
}
