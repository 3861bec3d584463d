using System.Globalization;

namespace CloudBase.MultiTenant;

/// <summary>Gives commands into a sandbox an order: one that comes late, when its answer is waited for by nobody any more, is refused in the sandbox, and undoes nothing that was sent after it.</summary>
/// <remarks>
/// The home of the user that runs a command remembers the highest order that was there, in <c>.cloudbase/order</c>. Looking at it and what the command then does are one, by a lock on
/// <c>.cloudbase</c>, where the sandbox has <c>flock</c>. Whoever runs code as that user can change both, and so do harm to itself; an order that is not a number is none.
/// </remarks>
public static class SandboxCommandOrder
{
    /// <summary>How a command line with an order begins.</summary>
    internal const string Variable = "cbmt_order=";

    /// <summary>What each such command line has in front of its own part.</summary>
    /// <remarks>Plain POSIX. A lock that somebody keeps is waited for a few seconds and then done without: no code in a sandbox can keep its credential from being removed.</remarks>
    internal const string Functions = """
        cbmt_enter() {
          (umask 077; mkdir -p "$HOME/.cloudbase") 2>/dev/null || :
          if [ -r "$HOME/.cloudbase/." ]; then
            exec 9<"$HOME/.cloudbase"
            flock -w 5 9 2>/dev/null || flock -n 9 2>/dev/null || :
          fi
          [ -n "$cbmt_order" ] || return 0
          cbmt_was=
          if [ -f "$HOME/.cloudbase/order" ]; then read -r cbmt_was 2>/dev/null <"$HOME/.cloudbase/order" || :; else rm -rf -- "$HOME/.cloudbase/order" 2>/dev/null || :; fi
          case "$cbmt_was" in ''|*[!0-9]*) cbmt_was=0 ;; esac
          [ "${#cbmt_was}" -le 18 ] || cbmt_was=0
          if [ "$cbmt_was" -gt "$cbmt_order" ]; then
            printf '\ncloudbase: refused, since a command of order %s was here before\n' "$cbmt_was" >&2
            exit 75
          fi
          printf '%s\n' "$cbmt_order" 2>/dev/null >"$HOME/.cloudbase/order" || :
        }
        cbmt_leave() { exec 9<&-; }

        """;

    private const int Refused = 75;
    private const string Says = "cloudbase: refused, since a command of order ";

    /// <summary>Makes the command line of a script that calls <c>cbmt_enter</c> before it changes anything, and may call <c>cbmt_leave</c> when what follows only reads.</summary>
    /// <param name="script">The script.</param>
    /// <param name="order">Its order, not negative; null is none, and neither refused nor remembered.</param>
    /// <returns>The command line. Where a higher order was there before, it changes nothing and fails, and <see cref="FindLater"/> says which.</returns>
    public static string Line(string script, long? order)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentOutOfRangeException.ThrowIfNegative(order ?? 0, nameof(order));
        return string.Create(CultureInfo.InvariantCulture, $"{Variable}{order}\n{Functions}{script}");
    }

    /// <summary>Gets the order that was there before, where a command was refused for it.</summary>
    /// <param name="result">How the command ended.</param>
    /// <returns>The order; null where the command was not refused.</returns>
    public static long? FindLater(CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        int at = result.ExitCode == Refused ? result.StandardError.LastIndexOf(Says, StringComparison.Ordinal) : -1;
        return at >= 0 && long.TryParse(result.StandardError.AsSpan(at + Says.Length) is var rest && rest.IndexOf(' ') is > 0 and int end ? rest[..end] : default, NumberStyles.None, CultureInfo.InvariantCulture, out long later)
            ? later
            : null;
    }
}
