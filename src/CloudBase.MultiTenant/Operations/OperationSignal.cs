namespace CloudBase.MultiTenant.Operations;

/// <summary>Ends a round of work without being an error. Caught by the driver only.</summary>
internal abstract class OperationSignal(string message) : Exception(message)
{
    /// <summary>Nothing to do before a time.</summary>
    internal sealed class Wait(string step, string reason, TimeSpan retryAfter) : OperationSignal(reason)
    {
        public string Step => step;

        public TimeSpan RetryAfter => retryAfter;
    }

    /// <summary>A person's decision is needed.</summary>
    internal sealed class Park(OperationProblem problem, CloudCallException? cause = null) : OperationSignal(problem.Message)
    {
        public OperationProblem Problem => problem;

        public CloudCallException? Cause => cause;
    }

    /// <summary>The operation cannot succeed, and nothing that matters was done.</summary>
    internal sealed class Fail(OperationProblem problem, CloudCallException? cause = null) : OperationSignal(problem.Message)
    {
        public OperationProblem Problem => problem;

        public CloudCallException? Cause => cause;
    }

    /// <summary>Somebody asked for the operation to be undone.</summary>
    internal sealed class Cancel() : OperationSignal("The operation is to be undone.");

    /// <summary>While undoing: the first step that was never begun; everything before it is undone.</summary>
    internal sealed class ReachedEnd(string step) : OperationSignal($"'{step}' was never begun.");

    /// <summary>Another host owns the operation now: nothing more may be written.</summary>
    internal sealed class OwnershipLost(string reason) : OperationSignal(reason);
}
