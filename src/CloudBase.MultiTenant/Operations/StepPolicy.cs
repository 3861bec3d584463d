using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Decides what follows a failure: another attempt, a person's decision, or the end.</summary>
internal sealed class StepPolicy(OperationOptions options, double jitter, IRandomSource random)
{
    /// <summary>How many unexpected errors in a row are waited out before a person is asked.</summary>
    public const int MaxUnexpected = 10;

    public TimeSpan RetryAfter(int attempts, CloudCallException? call)
    {
        TimeSpan backoff = Backoff.Next(options.RetryMin, options.RetryMax, attempts, jitter, random);
        return call?.Details.RetryAfter is { } asked && asked > backoff ? asked : backoff;
    }

    /// <summary>A call that was refused for good and changed nothing.</summary>
    public static OperationSignal Refused(string step, CloudCallException call) => call is CloudInvalidRequestException
        ? new OperationSignal.Fail(new OperationProblem(step, call.Code, call.Message, "Correct the request and begin again."), call)
        : new OperationSignal.Park(new OperationProblem(step, call.Code, call.Message, WayOut(call)), call);

    /// <summary>An error outside a call that changes something, such as a refused read.</summary>
    public OperationSignal Failed(string step, Exception error, int attempts) => error switch
    {
        CloudCallException { IsTransient: true } call => new OperationSignal.Wait(step, Describe(call), RetryAfter(attempts, call)),
        CloudCallException { Effect: CloudEffect.Unknown } call when attempts < MaxUnexpected =>
            new OperationSignal.Wait(step, Describe(call), RetryAfter(attempts, call)),
        CloudCallException call => new OperationSignal.Park(new OperationProblem(step, call.Code, call.Message, WayOut(call)), call),
        CloudBaseException known => new OperationSignal.Park(new OperationProblem(
            step, known.GetType().Name.Replace("Exception", string.Empty, StringComparison.Ordinal), known.Message, "Remove the cause, then resume the operation.")),
        _ when attempts < MaxUnexpected => new OperationSignal.Wait(step, Describe(error), RetryAfter(attempts, null)),
        _ => new OperationSignal.Park(new OperationProblem(
            step, ProblemCodes.UnexpectedError, Describe(error), "Look at the host's log for the error, remove its cause, then resume the operation.")),
    };

    public static string Describe(Exception error) =>
        error is CloudCallException call ? $"{call.Action} answered {call.Code}: {call.Message}"
        : error is CloudBaseException ? error.Message
        : $"{error.GetType().Name} was thrown.";

    private static string WayOut(CloudCallException call) => call switch
    {
        CloudPaymentException => "Top up the account, then resume the operation.",
        CloudSoldOutException => "Resume the operation when the package is on sale again, or cancel it and ask for another package.",
        CloudLimitExceededException limit => $"Have the limit '{limit.Limit}' raised or make room, then resume the operation.",
        CloudAccessDeniedException => "Give the platform's key the right to this action, then resume the operation.",
        CloudCredentialRejectedException => "Configure a working platform key, then resume the operation.",
        CloudClockSkewException => "Set this machine's clock, then resume the operation.",
        _ => "Remove the cause, then resume the operation, or cancel it.",
    };
}
