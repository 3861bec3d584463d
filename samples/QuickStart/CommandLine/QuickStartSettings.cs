using CloudBase.MultiTenant;

namespace QuickStart.CommandLine;

/// <summary>What was asked for on the command line.</summary>
internal sealed record QuickStartSettings
{
    internal required string TenantsFile { get; init; }

    internal required string DatabaseFile { get; init; }

    internal required IsolationChoice Isolation { get; init; }

    internal required Uri? Endpoint { get; init; }

    /// <summary>Gets the environment variable that named the endpoint, and that the library reads for itself, with the keys beside it; null where the command line or nobody did.</summary>
    internal string? EndpointVariable { get; init; }

    internal required bool Json { get; init; }

    internal required bool Live { get; init; }

    /// <summary>Gets whether only to look whether everything is there.</summary>
    internal bool Preflight { get; init; }

    /// <summary>Gets whether a first run is killed in the middle.</summary>
    internal bool Prove { get; init; }

    /// <summary>Gets the folder that a proof made for itself, removed when it held; null when the database was named.</summary>
    internal string? OwnFolder { get; init; }

    /// <summary>Gets how many environments are kept ready; 0 for no pool.</summary>
    internal int Pool { get; init; }

    /// <summary>Gets the file of the template that new tenants' environments get; null for none.</summary>
    internal string? TemplateFile { get; init; }

    /// <summary>Gets the template, once its file was read.</summary>
    internal EnvironmentTemplate? Template { get; init; }

    /// <summary>Gets the tenant whose sandbox this process is to hold until its input ends, as a part of --prove; null in every other run.</summary>
    internal string? HoldSandboxOf { get; init; }

    /// <summary>Gets the emulator that lives as long as the run that this is a part of; null in the run itself.</summary>
    internal Uri? OwnCloud { get; init; }

    /// <summary>Gets how long the emulator in this process takes to deliver; null for what the settings say.</summary>
    internal required TimeSpan? ReadyDelay { get; init; }

    internal string IsolationArgument => Isolation switch
    {
        IsolationChoice.Cam => "cam",
        IsolationChoice.WhiteLabel => "white-label",
        _ => "mixed",
    };

    /// <summary>Gets the parked operations that a person lets go on, though that may order and pay once more.</summary>
    internal IReadOnlyList<string> Resume { get; init; } = [];

    /// <summary>Gets where the in-process emulator keeps its state.</summary>
    internal string CloudDirectory => DatabaseFile + ".cloud";

    /// <summary>Gets where the keys are kept with which stored secrets are protected.</summary>
    internal string KeyRingDirectory => DatabaseFile + ".keys";

    /// <summary>Gets the command that goes on where this run ended.</summary>
    internal string SameCommand { get; init; } = "dotnet run --project samples/QuickStart";

    /// <summary>Returns that command with one more argument.</summary>
    internal string CommandWith(string argument) => SameCommand.Contains(" -- ", StringComparison.Ordinal) ? $"{SameCommand} {argument}" : $"{SameCommand} -- {argument}";
}
