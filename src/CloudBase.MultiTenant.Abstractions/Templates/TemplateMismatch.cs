namespace CloudBase.MultiTenant;

/// <summary>Something that was read back otherwise than the template says.</summary>
/// <param name="Module">The module.</param>
/// <param name="Thing">The thing, such as <c>orders/indexes</c>.</param>
/// <param name="Expected">What the template says; a hash where it may be secret.</param>
/// <param name="Found">What was read back; a hash where it may be secret.</param>
public sealed record TemplateMismatch(string Module, string Thing, string Expected, string Found)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}: {Thing} is {Found}, and the template says {Expected}";
}
