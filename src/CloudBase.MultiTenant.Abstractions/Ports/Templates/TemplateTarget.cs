namespace CloudBase.MultiTenant.Ports;

/// <summary>An environment, and what it is to have.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Template">The template, with its placeholders filled: it may hold secrets and is never written down.</param>
public sealed record TemplateTarget(EnvironmentId Environment, EnvironmentTemplate Template)
{
    /// <summary>Returns the environment and the template's name; the filled template is not shown.</summary>
    public override string ToString() => $"{Template.Reference} in {Environment}";
}
