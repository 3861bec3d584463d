namespace CloudBase.MultiTenant;

/// <summary>One rule that a template's JSON breaks.</summary>
/// <param name="Path">Where, such as <c>$.collections[0].indexes[1].name</c>.</param>
/// <param name="Value">What stands there, shortened; empty where something is missing.</param>
/// <param name="Rule">What is allowed.</param>
public sealed record TemplateProblem(string Path, string Value, string Rule)
{
    /// <inheritdoc/>
    public override string ToString() => Value.Length == 0 ? $"{Path}: {Rule}" : $"{Path} is {Value}: {Rule}";
}
