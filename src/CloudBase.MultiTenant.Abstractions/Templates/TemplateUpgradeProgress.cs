namespace CloudBase.MultiTenant;

/// <summary>How far an upgrade is, after one tenant's turn. Immutable.</summary>
/// <remarks>Call the upgrade again for what failed and for what is pending: it begins nothing twice, and counts on.</remarks>
/// <param name="Tenant">The tenant whose turn it was.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why not, where it failed or is pending; null otherwise.</param>
/// <param name="Done">How many have had their turn in this run and in those that it resumes.</param>
/// <param name="Failed">How many failed in this run.</param>
/// <param name="Pending">How many of this run went on when their turn ended, whatever became of them since.</param>
/// <param name="Total">How many there are to do, as counted when the upgrade was begun.</param>
public sealed record TemplateUpgradeProgress(TenantId Tenant, TemplateUpgradeOutcome Outcome, string? Error, int Done, int Failed, int Pending, int Total)
{
    /// <summary>Gets the operation that goes on, where the tenant is pending; null otherwise.</summary>
    public OperationId? Operation { get; init; }

    /// <summary>Gets when it is worth calling the upgrade again, where the tenant is pending: at least 1 second; null otherwise.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
