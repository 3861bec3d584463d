using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Pays once for an environment that is there: signed once, and found out about by what the books say.</summary>
internal sealed class PaidStep(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options)
{
    private readonly ProvisioningOptions _options = options.Value.Provisioning;

    /// <param name="context">The round.</param>
    /// <param name="id">The step's id.</param>
    /// <param name="action">The call, for the audit.</param>
    /// <param name="intent">What is intended; the signature's time is added.</param>
    /// <param name="pay">The call, given its intent and the time of the signature.</param>
    /// <param name="isPaid">Whether the books say that it was paid, given the intent.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public async ValueTask<StepData> RunAsync(
        WorkflowContext context, string id, string action, StepData intent, Func<StepData, DateTimeOffset, CancellationToken, ValueTask> pay,
        Func<StepData, EnvironmentBilling, bool> isPaid, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        DateTimeOffset signedAt = context.History.Of(id).Receipt is null
            ? await OnceSignature.NowAsync(cloud, cancellationToken).ConfigureAwait(false) : default;
        return await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = action,
                Safety = StepSafety.Once,
                Intent = intent.With(WorkflowData.SignedAt, WorkflowData.Write(signedAt)),
                Execute = async (attempt, token) =>
                {
                    await pay(attempt.Intent, WorkflowData.ReadTime(attempt.Intent, WorkflowData.SignedAt), token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Reconcile = async (attempt, token) =>
                {
                    DateTimeOffset now = (await cloud.ReadClockAsync(token).ConfigureAwait(false)).Now;
                    EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, token).ConfigureAwait(false);
                    if (billing is null)
                    {
                        return new StepFinding.NeedsDecision(new OperationProblem(
                            id, ProblemCodes.EnvironmentGone, $"The cloud's books do not know '{environment}' any more.", "Cancel the operation."));
                    }

                    DateTimeOffset seenFrom = OnceSignature.SeenFrom(WorkflowData.ReadTime(attempt.Intent, WorkflowData.SignedAt), _options);
                    return isPaid(attempt.Intent, billing) ? new StepFinding.Found(StepData.Empty)
                        : now >= seenFrom ? new StepFinding.NotThere()
                        : new StepFinding.Undetermined("The order may still land.", seenFrom - now < _options.PollMax ? seenFrom - now : _options.PollMax);
                },
                Compensation = new Compensation.Cannot("What was paid is not refunded by cancelling."),
            },
            cancellationToken).ConfigureAwait(false);
    }
}
