using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Renews the strategy's permanent keys. The tenant stays active throughout.</summary>
internal sealed class RotateKeysWorkflow(IsolationContexts isolation) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.RotateKeys;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        IIsolationStrategy strategy = isolation.StrategyOf(context);
        StepData binding = await strategy.RotateKeysAsync(
            await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            StepData.Empty, t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, binding)).ConfigureAwait(false);
    }

    /// <summary>The binding says which key is in force; where that is the new one, because the old one could not come back, the tenant says why.</summary>
    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        string stays = string.Join(' ', context.History.Entries
            .Where(e => e.Kind == JournalEntryKind.NotCompensated && e.Data.Find(StepHistory.LeftAloneName) is null && context.History.Of(e.Step).Receipt is not null)
            .Select(e => e.Note).OfType<string>().Distinct(StringComparer.Ordinal));
        string? reason = stays.Length == 0 ? null : $"{Kind} {context.Operation.Id} was cancelled. {stays}";
        return new(t => t with { StateReason = reason });
    }
}
