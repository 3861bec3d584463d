namespace CloudBase.MultiTenant;

/// <summary>What applying a template does to one thing.</summary>
/// <param name="Module">The module that does it: <c>collections</c>, <c>functions</c> or <c>auth</c>.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Thing">The thing, such as <c>orders/indexes</c>; unique within the module.</param>
/// <param name="Detail">In words; never a secret.</param>
public sealed record TemplateChange(string Module, TemplateChangeKind Kind, string Thing, string Detail)
{
    /// <summary>Gets its place in the module's order: a change of a higher stage waits until what was made before reports ready.</summary>
    /// <value>The default is 0: it waits for nothing.</value>
    public int Stage { get; init; }
}
