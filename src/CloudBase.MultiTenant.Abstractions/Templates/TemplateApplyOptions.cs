namespace CloudBase.MultiTenant;

/// <summary>Options of one application of a template.</summary>
public sealed record TemplateApplyOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static TemplateApplyOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }
}
