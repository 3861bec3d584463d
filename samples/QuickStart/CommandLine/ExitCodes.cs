namespace QuickStart.CommandLine;

/// <summary>What the process says to a script when it ends.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int Usage = 2;
    internal const int Cancelled = 130;
}
