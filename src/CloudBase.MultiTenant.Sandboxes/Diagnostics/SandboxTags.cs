namespace CloudBase.MultiTenant.Sandboxes.Diagnostics;

/// <summary>The names that commands of sandboxes have on spans and metrics.</summary>
internal static class SandboxTags
{
    public const string CommandSpan = "cloudbase.sandbox.command";

    /// <summary>On spans only: the sandbox.</summary>
    public const string SandboxId = "cloudbase.sandbox.id";

    /// <summary>The provider's short name.</summary>
    public const string Provider = "cloudbase.sandbox.provider";

    /// <summary>How a command ended: ok, exit, timeout, canceled or failed.</summary>
    public const string CommandOutcome = "cloudbase.sandbox.command_outcome";

    /// <summary>OpenTelemetry's own.</summary>
    public const string ExitCode = "process.exit.code";
}
