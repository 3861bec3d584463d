namespace QuickStart.CommandLine;

/// <summary>Writes what somebody is told to type.</summary>
internal static class Shell
{
    /// <summary>Quotes an argument where a shell would read it as something else.</summary>
    internal static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=".Contains(c)) ? argument : $"'{argument.Replace("'", "'\\''")}'";
}
