using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Pays for more months once, unless the books say that somebody did already.</summary>
internal sealed class RenewWorkflow(IEnvironmentCloud cloud, PaidStep paid, IOptions<CloudBaseOptions> options) : IOperationWorkflow
{
    private const string Months = "months";

    public OperationKind Kind => OperationKind.Renew;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        StepData before = await context.Steps.LookAsync(
            "environment.books", () => ReadAsync(environment, cancellationToken), WorkflowData.Pay).ConfigureAwait(false);
        RenewalOptions renewal = options.Value.Renewal;
        DateTimeOffset paidUntil = WorkflowData.ReadTime(before, WorkflowData.PaidUntil);
        if (context.History.Of("environment.renew").Intent is not null || paidUntil < context.Operation.CreatedAt + renewal.LeadTime)
        {
            await paid.RunAsync(
                context, "environment.renew", "environment:renew",
                StepData.Empty.With(WorkflowData.PaidUntil, before[WorkflowData.PaidUntil]).With(Months, renewal.PeriodMonths.ToString(CultureInfo.InvariantCulture)),
                (intent, signedAt, token) => cloud.RenewAsync(environment, int.Parse(intent[Months], CultureInfo.InvariantCulture), signedAt, token),
                (intent, billing) => billing.PaidUntil is { } until ? until > WorkflowData.ReadTime(intent, WorkflowData.PaidUntil) : null, cancellationToken).ConfigureAwait(false);
            await context.Steps.LookAsync(
                "environment.renewed", () => ReadMovedAsync(environment, paidUntil, cancellationToken), WorkflowData.Pay).ConfigureAwait(false);
        }

        await context.SucceedAsync(StepData.Empty, static t => t).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken) => new(static t => t with { StateReason = null });

    private async ValueTask<StepData> ReadAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        if (billing is null or { IsIsolated: true })
        {
            throw WorkflowContext.Park(
                "environment.books", ProblemCodes.EnvironmentStopped, $"'{environment}' is isolated or gone and cannot be renewed.",
                "Bring it back in the console and resume, or cancel the operation and deprovision the tenant.");
        }

        return billing.PaidUntil is not null ? WorkflowData.Read(billing)
            : throw WorkflowContext.Wait("environment.books", $"The books do not say until when '{environment}' is paid.", options.Value.Provisioning.PollMax);
    }

    private async ValueTask<StepData> ReadMovedAsync(EnvironmentId environment, DateTimeOffset before, CancellationToken cancellationToken)
    {
        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        return billing?.PaidUntil > before ? WorkflowData.Read(billing)
            : throw WorkflowContext.Wait("environment.renewed", $"The books do not show the renewal of '{environment}' yet.", options.Value.Provisioning.PollMax);
    }
}
