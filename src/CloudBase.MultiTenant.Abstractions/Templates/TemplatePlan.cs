namespace CloudBase.MultiTenant;

/// <summary>What applying a template would do.</summary>
/// <param name="Template">The template.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Changes">What would be made and changed, in order; empty when nothing differs.</param>
/// <param name="Extras">What the environment has and the template has not; left alone.</param>
public sealed record TemplatePlan(EnvironmentTemplate Template, EnvironmentId Environment, IReadOnlyList<TemplateChange> Changes, IReadOnlyList<TemplateChange> Extras)
{
    /// <summary>Gets whether the environment has all that the template says.</summary>
    public bool IsUpToDate => Changes.Count == 0;
}
