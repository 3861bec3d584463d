namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What is done in a tenant's sandbox before a pause and after a resume: the credential goes, processes stand still, the home is compared.</summary>
/// <remarks>
/// The sandbox hashes its own home here. It guards a tenant's files against loss and damage on the way, not against the tenant itself; a template, which all start from,
/// is hashed by the host.
/// </remarks>
internal static class Workspace
{
    /// <summary>Processes of this user are sent a signal, all but those that this command descends from: they carry the calls.</summary>
    private const string Signal = """
        signal_others() {
          keep=" $$ "; p=$$
          while [ "$p" -gt 1 ] 2>/dev/null; do
            q=; while read -r k v _; do if [ "$k" = PPid: ]; then q=$v; break; fi; done < "/proc/$p/status" || break
            [ -n "$q" ] || break
            keep="$keep$q "; p=$q
          done
          for d in /proc/[0-9]*; do
            p=${d#/proc/}
            [ -O "$d" ] || continue
            case "$keep" in *" $p "*) ;; *) kill "-$1" "$p" 2>/dev/null || true ;; esac
          done
        }
        """;

    private const string Manifest = """
        manifest() {
          cd "$HOME"
          sum() { set -- $(sha256sum); printf '%s' "$1"; }
          names=$({ find . -mindepth 1 -path ./.cloudbase -prune -o -type f -printf 'f %m %s %P\0' -o -mindepth 1 -printf '%y %m %l %P\0'; } 2>/dev/null | LC_ALL=C sort -z | sum)
          contents=$(find . -path ./.cloudbase -prune -o -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 -r sha256sum 2>/dev/null | sum)
          files=0; bytes=0
          while read -r size; do files=$((files + 1)); bytes=$((bytes + size)); done < <(find . -path ./.cloudbase -prune -o -type f -printf '%s\n' 2>/dev/null)
          printf '\n%s %s %s\n' "$(printf '%s %s' "$names" "$contents" | sum)" "$files" "$bytes"
        }
        """;

    /// <summary>Before a pause that keeps memory: processes stand still, so that what is compared later cannot change in between.</summary>
    public const string FreezeScript = Signal + "\n" + Manifest + "\ncbmt_enter\nrm -rf -- \"$HOME/.cloudbase/credentials\"\nsignal_others STOP\ncbmt_leave\nmanifest\n";

    /// <summary>Before a pause that keeps the disk: processes would end anyhow, and are asked to first.</summary>
    public const string EndScript = Signal + "\n" + Manifest + "\ncbmt_enter\nrm -rf -- \"$HOME/.cloudbase/credentials\"\nsignal_others TERM\nsleep 0.2\nsignal_others KILL\ncbmt_leave\nmanifest\n";

    /// <summary>After a resume: what does the home hold?</summary>
    public const string ManifestScript = Manifest + "\nmanifest\n";

    /// <summary>Processes that stood still go on.</summary>
    public const string ThawScript = Signal + "\ncbmt_enter\nsignal_others CONT\n";

    /// <summary>Asks what the home holds; null where the sandbox has not the tools for it.</summary>
    public static async Task<WorkspaceManifest?> ReadAsync(ISandboxCommands commands, TimeSpan patience, CancellationToken cancellationToken) =>
        Parse(await commands.RunAsync(ManifestScript, new CommandOptions { Timeout = patience }, cancellationToken).ConfigureAwait(false));

    /// <summary>Takes the credential out, lets processes stand still or end, and asks what the home holds; null where the sandbox has not the tools for it.</summary>
    public static async Task<WorkspaceManifest?> PrepareAsync(ISandboxCommands commands, string script, long order, TimeSpan patience, CancellationToken cancellationToken)
    {
        CommandResult result = await commands.RunAsync(SandboxCommandOrder.Line(script, order), new CommandOptions { Timeout = patience }, cancellationToken).ConfigureAwait(false);
        return Parse(SandboxCommandOrder.FindLater(result) is null ? result : result.EnsureSuccess());
    }

    /// <summary>Lets processes go on.</summary>
    public static async Task<CommandResult> ThawAsync(ISandboxCommands commands, long order, TimeSpan patience, CancellationToken cancellationToken)
    {
        CommandResult result = await commands.RunAsync(SandboxCommandOrder.Line(ThawScript, order), new CommandOptions { Timeout = patience }, cancellationToken).ConfigureAwait(false);
        return result.EnsureSuccess();
    }

    private static WorkspaceManifest? Parse(CommandResult result) => result.IsSuccess ? WorkspaceManifest.Parse(result.StandardOutput.TrimEnd().Split('\n')[^1]) : null;
}
