using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Waits until an ordered environment is delivered: exponentially, with jitter, until a deadline.</summary>
internal sealed class EnvironmentReady(IEnvironmentCloud cloud, IRandomSource random, IOptions<CloudBaseOptions> options)
{
    public const string Id = "environment.ready";

    private readonly ProvisioningOptions _options = options.Value.Provisioning;

    public ValueTask<StepData> AwaitAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken) =>
        context.Steps.LookAsync(Id, () => LookAsync(context, environment, cancellationToken), WorkflowData.Pay);

    private async ValueTask<StepData> LookAsync(WorkflowContext context, EnvironmentId id, CancellationToken cancellationToken)
    {
        CloudEnvironment? shown = await cloud.FindAsync(id, cancellationToken).ConfigureAwait(false);
        EnvironmentBilling? billing = await cloud.FindBillingAsync(id, cancellationToken).ConfigureAwait(false);
        if (billing?.Delivery == DeliveryState.Failed || shown?.Readiness == EnvironmentReadiness.Failed)
        {
            throw WorkflowContext.Park(
                Id, ProblemCodes.DeliveryFailed, $"The cloud could not deliver '{id}' and refunds it.",
                "Cancel the operation and ensure the tenant again, which orders anew; or resume to look again.");
        }

        if (billing?.IsIsolated == true || shown?.Readiness == EnvironmentReadiness.Stopped)
        {
            throw WorkflowContext.Park(
                Id, ProblemCodes.EnvironmentStopped, $"'{id}' is stopped or isolated ({shown?.Status ?? "unknown status"}).",
                "Bring it back in the console and resume the operation, or cancel it.");
        }

        return shown?.Readiness == EnvironmentReadiness.Ready ? WorkflowData.Read(billing) : throw NotYet(context, id, shown);
    }

    private OperationSignal NotYet(WorkflowContext context, EnvironmentId id, CloudEnvironment? shown)
    {
        string status = shown is null ? "in no list yet" : $"'{shown.Status}'";
        JournalEntry? since = context.History.Last(e => e.Kind == JournalEntryKind.Resumed || (e.Kind == JournalEntryKind.Receipt && e.Step is Ordering.OrderStep.Id or AllocationOffer.StepId));
        if (since is not null && context.Now - since.At >= _options.ReadyDeadline)
        {
            return WorkflowContext.Park(
                Id, ProblemCodes.NotDelivered, $"'{id}' is still {status} after {_options.ReadyDeadline}.",
                "Look at the order in the console; resume to wait for another while, or cancel the operation.");
        }

        int looks = context.Operation.CurrentStep == Id ? context.Operation.Attempts : 0;
        return WorkflowContext.Wait(Id, $"'{id}' is {status}.", Backoff.Next(_options.PollMin, _options.PollMax, looks, _options.PollJitter, random));
    }
}
