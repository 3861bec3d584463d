namespace CloudBase.MultiTenant.Ports;

/// <summary>What was found out about a call whose outcome was unknown.</summary>
public abstract record StepFinding
{
    private StepFinding()
    {
    }

    /// <summary>The effect is there.</summary>
    /// <param name="Data">What it gave.</param>
    public sealed record Found(StepData Data) : StepFinding;

    /// <summary>The effect is not there and can no longer appear: the call may be made again.</summary>
    public sealed record NotThere : StepFinding;

    /// <summary>It cannot be told yet.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">When to look again.</param>
    public sealed record Undetermined(string Reason, TimeSpan RetryAfter) : StepFinding;

    /// <summary>What was found needs a person's decision.</summary>
    /// <param name="Problem">What was found, and the way out.</param>
    public sealed record NeedsDecision(OperationProblem Problem) : StepFinding;
}
