namespace CloudBase.MultiTenant.EndToEnd.Tests.Processes;

/// <summary>What a process said and how it ended.</summary>
internal sealed record ProcessResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    internal string OutputText => string.Join('\n', Output);

    internal string ErrorText => string.Join('\n', Error);

    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{OutputText}\n--- stderr\n{ErrorText}";
}
