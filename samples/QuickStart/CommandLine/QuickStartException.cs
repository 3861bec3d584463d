namespace QuickStart.CommandLine;

/// <summary>Something that the person at the keyboard can put right.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="next">What to do or type next.</param>
/// <param name="exitCode">The process's exit code.</param>
internal sealed class QuickStartException(string message, string next, int exitCode = ExitCodes.Failed) : Exception(message)
{
    internal string Next { get; } = next;

    internal int ExitCode { get; } = exitCode;
}
