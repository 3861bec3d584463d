namespace CloudBase.MultiTenant;

/// <summary>What a preflight found. Immutable.</summary>
/// <param name="Findings">The findings, in the order in which they are best read.</param>
public sealed record PreflightReport(IReadOnlyList<PreflightFinding> Findings)
{
    /// <summary>Gets whether nothing failed; warnings and what was not checked do not count.</summary>
    public bool Passed => Findings.All(f => f.Status != PreflightStatus.Failed);

    /// <summary>Returns the findings, one a line.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Findings);
}
