using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Keeps the cloud's own renewal as the tenant's state asks: on for a wanted tenant under Auto, off for what is parked or released.</summary>
internal sealed class RenewalSwitch(IEnvironmentCloud cloud) : IParkingGuard
{
    // Not undone step by step: each workflow says at its end what holds, see StepRunner.CompensationMark.
    private const string Prefix = "renewal~";

    /// <summary>Switches it on when the tenant is wanted and its policy is Auto.</summary>
    public ValueTask AlignAsync(WorkflowContext context, CancellationToken cancellationToken) =>
        context.Tenant.Spec.Renewal == RenewalPolicy.Auto ? SetAsync(context, true, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Switches it off unless it is known to be off.</summary>
    public ValueTask SwitchOffAsync(WorkflowContext context, CancellationToken cancellationToken) => SetAsync(context, false, cancellationToken);

    public async ValueTask<OperationProblem> BeforeParkingAsync(WorkflowContext context, OperationProblem problem)
    {
        if (!TenantStates.Governs(context.Operation.Kind) || !context.Tenant.CloudRenewsItself)
        {
            return problem;
        }

        try
        {
            await SetAsync(context, false, CancellationToken.None).ConfigureAwait(false);
            return problem;
        }
        catch (OperationSignal e) when (e is not OperationSignal.OwnershipLost)
        {
            return problem with { WayOut = problem.WayOut + $" Auto-renewal could not be switched off ({e.Message}): that is tried again by itself, or do it in the console." };
        }
    }

    private async ValueTask SetAsync(WorkflowContext context, bool enabled, CancellationToken cancellationToken)
    {
        if (context.Tenant.EnvironmentId is not { } environment)
        {
            return;
        }

        // One operation may switch it several times, parked and resumed: each time is a step of its own.
        int earlier = context.History.Entries.Count(e => e.Kind == JournalEntryKind.Receipt && e.Step.StartsWith(Prefix, StringComparison.Ordinal));
        if (context.Tenant.CloudRenewsItself == enabled)
        {
            return;
        }

        string id = $"{Prefix}{(enabled ? "on" : "off")}.{earlier + 1}";
        if (context.History.FindGivenUp(id) is { } parked)
        {
            context.Steps.Leave(id, $"Automatic renewal of '{environment}' could not be switched {(enabled ? "on" : "off")}. {parked.Note}");
            return;
        }

        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = "environment:auto-renew",
                Execute = async (_, token) =>
                {
                    await cloud.SetAutoRenewAsync(environment, enabled, token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Apply = (t, _) => t with { CloudRenewsItself = enabled },
            },
            cancellationToken).ConfigureAwait(false);
    }
}
