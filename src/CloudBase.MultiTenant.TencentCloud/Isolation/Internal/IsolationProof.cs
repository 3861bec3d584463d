using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Proves that a credential reaches its own environment and is refused at the management environment. What is unclear proves nothing.</summary>
internal sealed class IsolationProof(TimeProvider timeProvider, ILogger<IsolationProof> logger)
{
    /// <summary>How soon to try again what may be a delay.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The step that probes until it is proven, or until patience ends and a person is asked.</summary>
    /// <param name="context">The tenant and the runner.</param>
    /// <param name="id">The step's id.</param>
    /// <param name="patience">How long an answer other than the wanted ones is taken for a delay.</param>
    /// <param name="probe">Tries the credential at an environment.</param>
    internal StepDefinition ToStep(
        IsolationContext context, string id, TimeSpan patience, Func<EnvironmentId, CancellationToken, ValueTask<ProbeOutcome>> probe) => new()
        {
            Id = id,
            Action = "probe",
            Execute = async (attempt, ct) =>
            {
                await RequireAsync(context, attempt, patience, context.Environment.Id, ProbeOutcome.Reached, probe, ct).ConfigureAwait(false);
                if (context.ManagementEnvironment is not { } neighbour || neighbour == context.Environment.Id)
                {
                    IsolationLog.NoNeighbour(logger, context.Environment.Id);
                    return StepData.Empty.With("neighbour", "not-verified");
                }

                await RequireAsync(context, attempt, patience, neighbour, ProbeOutcome.Refused, probe, ct).ConfigureAwait(false);
                IsolationLog.Verified(logger, context.Environment.Id, neighbour);
                return StepData.Empty.With("neighbour", "refused");
            },
        };

    /// <summary>The step that probes until a new key of a tenant that is let in already reaches its environment.</summary>
    internal StepDefinition ToReachStep(
        IsolationContext context, string id, TimeSpan patience, Func<EnvironmentId, CancellationToken, ValueTask<ProbeOutcome>> probe) =>
        ToStep(context, id, patience, ProbeOutcome.Reached, probe);

    /// <summary>The step that probes until what every tenant is refused is refused this one too, in its own environment.</summary>
    internal StepDefinition ToDenialStep(
        IsolationContext context, string id, TimeSpan patience, Func<EnvironmentId, CancellationToken, ValueTask<ProbeOutcome>> probe) =>
        ToStep(context, id, patience, ProbeOutcome.Refused, probe);

    private StepDefinition ToStep(
        IsolationContext context, string id, TimeSpan patience, ProbeOutcome wanted, Func<EnvironmentId, CancellationToken, ValueTask<ProbeOutcome>> probe) => new()
        {
            Id = id,
            Action = "probe",
            Execute = async (attempt, ct) =>
            {
                await RequireAsync(context, attempt, patience, context.Environment.Id, wanted, probe, ct).ConfigureAwait(false);
                return StepData.Empty;
            },
        };

    private async ValueTask RequireAsync(
        IsolationContext context, StepAttempt attempt, TimeSpan patience, EnvironmentId environment, ProbeOutcome wanted,
        Func<EnvironmentId, CancellationToken, ValueTask<ProbeOutcome>> probe, CancellationToken cancellationToken)
    {
        ProbeOutcome outcome = await probe(environment, cancellationToken).ConfigureAwait(false);
        if (outcome == wanted)
        {
            return;
        }

        if (wanted == ProbeOutcome.Refused && outcome == ProbeOutcome.Reached)
        {
            IsolationLog.NotIsolated(logger, context.Environment.Id, environment);
            throw context.Steps.Park(new OperationProblem(
                "verify", "NotIsolated", $"The credential of environment {context.Environment.Id} also opens {environment}.",
                "Nothing is handed out. Look at the policy and at what else is attached; remove the cause and resume, or cancel the operation."));
        }

        string what = $"The credential of environment {context.Environment.Id} was {(outcome == ProbeOutcome.Refused ? "refused" : "not clearly answered")} at {environment}, where it must be {(wanted == ProbeOutcome.Reached ? "taken" : "refused")}.";
        throw timeProvider.GetUtcNow() - attempt.TriedSince >= patience
            ? context.Steps.Park(new OperationProblem(
                "verify", "NotVerified", what, $"It stayed so for {patience}. Nothing is handed out. Look at the environment and the policy, then resume; or cancel the operation."))
            : context.Steps.Wait("verify", what, Interval);
    }
}
