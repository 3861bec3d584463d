namespace CloudBase.MultiTenant;

/// <summary>A command that had to succeed did not.</summary>
/// <param name="result">How it ended.</param>
public sealed class SandboxCommandFailedException(CommandResult result)
    : SandboxException(CloudBaseErrorCodes.SandboxCommandFailed, Describe(result), null, null)
{
    private const int Shown = 500;

    /// <summary>Gets how it ended, with all that it wrote.</summary>
    public CommandResult Result { get; } = result;

    // Strangers' output may be long: the message shows its end, where the reason mostly is.
    private static string Describe(CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string end = result.OutOfMemory ? "ran out of memory and was killed: give the sandbox more, or the command less to do"
            : result.OutOfDisk ? "was killed because the sandbox used more than its disk: remove files, or give the sandbox more"
            : result.Signal is { } signal ? $"was ended by a signal ({signal})"
            : $"ended with exit code {result.ExitCode}";
        string text = (result.StandardError.Length > 0 ? result.StandardError : result.StandardOutput).Trim();
        return $"The command {end}.{(text.Length == 0 ? " It wrote nothing." : $" The end of what it wrote: {(text.Length > Shown ? "…" + text[^Shown..] : text)}")}";
    }
}
