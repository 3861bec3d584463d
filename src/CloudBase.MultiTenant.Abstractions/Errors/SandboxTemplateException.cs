namespace CloudBase.MultiTenant;

/// <summary>A template could not be made ready, or what was saved of it cannot be trusted.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="template">The template's name.</param>
/// <param name="version">Its version.</param>
/// <param name="stage">Where it ended.</param>
/// <param name="output">What the script or the check wrote; null where neither ran.</param>
/// <param name="innerException">The cause.</param>
/// <param name="sandbox">The sandbox of a start that was to be stopped, and may run on; null where none does.</param>
public sealed class SandboxTemplateException(
    string message, string template, string version, SandboxTemplateStage stage, CommandResult? output = null, Exception? innerException = null, SandboxId? sandbox = null)
    : SandboxException(CloudBaseErrorCodes.SandboxTemplate, message, sandbox, innerException)
{
    /// <summary>Gets the template's name.</summary>
    public string Template { get; } = template;

    /// <summary>Gets its version.</summary>
    public string Version { get; } = version;

    /// <summary>Gets where it ended.</summary>
    public SandboxTemplateStage Stage { get; } = stage;

    /// <summary>Gets what the script or the check wrote; null where neither ran.</summary>
    public CommandResult? Output { get; } = output;
}
