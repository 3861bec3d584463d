namespace CloudBase.MultiTenant.Ports;

/// <summary>What happens to a step's effect when its operation is cancelled.</summary>
public abstract record Compensation
{
    private Compensation()
    {
    }

    /// <summary>Gets the compensation of a step that leaves nothing outside.</summary>
    public static Compensation Nothing { get; } = new None();

    /// <summary>There is nothing to undo.</summary>
    public sealed record None : Compensation;

    /// <summary>The effect is undone by a call that may be repeated; absent counts as done.</summary>
    /// <param name="Action">The call, for the audit.</param>
    /// <param name="Run">How; given what the step gave.</param>
    public sealed record Undo(string Action, Func<StepData, CancellationToken, ValueTask> Run) : Compensation
    {
        /// <summary>Gets how the tenant's record changes once the call was made, before what was done earlier is undone; null changes nothing.</summary>
        public Func<Tenant, StepData, Tenant>? Apply { get; init; }
    }

    /// <summary>The effect is kept and made harmless, because undoing it costs more than keeping it.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Action">The call that makes it harmless, for the audit.</param>
    /// <param name="Run">How; given what the step gave.</param>
    public sealed record Park(string Reason, string Action, Func<StepData, CancellationToken, ValueTask> Run) : Compensation;

    /// <summary>A person must decide.</summary>
    /// <param name="Reason">Why, and what the choices are.</param>
    public sealed record HandToPerson(string Reason) : Compensation;

    /// <summary>It cannot be undone.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Cannot(string Reason) : Compensation;
}
