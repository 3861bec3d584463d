namespace CloudBase.MultiTenant.Ports;

/// <summary>Runs the steps of one operation: each effect once, journaled before and after, whatever crashes in between.</summary>
public interface IStepRunner
{
    /// <summary>Runs a step, or returns what it gave when it already ran.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Ends the work between steps; a call in flight is not torn.</param>
    /// <returns>What the step gave.</returns>
    ValueTask<StepData> RunAsync(StepDefinition step, CancellationToken cancellationToken);

    /// <summary>Makes the signal that ends this round of work and lets the operation go on later; the caller throws it.</summary>
    /// <param name="step">The step that waits.</param>
    /// <param name="reason">What is waited for.</param>
    /// <param name="retryAfter">When to go on.</param>
    Exception Wait(string step, string reason, TimeSpan retryAfter);

    /// <summary>Makes the signal that parks the operation for a person's decision; the caller throws it.</summary>
    /// <param name="problem">Why, and the way out.</param>
    Exception Park(OperationProblem problem);
}
