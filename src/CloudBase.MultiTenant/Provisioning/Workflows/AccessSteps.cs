using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>The steps that take access away and give it back, shared by several workflows.</summary>
internal sealed class AccessSteps(IEnvironmentCloud cloud, ICredentialBroker broker, IEnumerable<ITenantSandboxes> sandboxes, IOptions<CloudBaseOptions> options)
{
    private const string SuspendedLimit = "limit";

    /// <summary>Takes back what was handed out. The tenant is not active by now, so that nothing new is handed out.</summary>
    public ValueTask<StepData> RevokeAsync(WorkflowContext context, CancellationToken cancellationToken) =>
        RevokeAsync(context, isRemoval: false, cancellationToken);

    /// <summary>Takes back what was handed out of an environment that goes: what an isolated one refuses to show is left to its purge, and named at the end.</summary>
    public ValueTask<StepData> RevokeForRemovalAsync(WorkflowContext context, CancellationToken cancellationToken) =>
        RevokeAsync(context, isRemoval: true, cancellationToken);

    /// <summary>Has the tenant's sandboxes paused, or stopped for good. A host without pools has none.</summary>
    public async ValueTask TakeSandboxesAsync(WorkflowContext context, bool stop, CancellationToken cancellationToken)
    {
        foreach (ITenantSandboxes pools in sandboxes)
        {
            await context.Steps.RunAsync(
                new StepDefinition
                {
                    Id = stop ? "sandboxes.stop" : "sandboxes.pause",
                    Action = stop ? "sandbox:stop" : "sandbox:pause",
                    Execute = async (_, token) =>
                    {
                        int count = await pools.TakeAsync(context.Tenant.Id, stop, token).ConfigureAwait(false);
                        return StepData.Empty.With("sandboxes", count.ToString(CultureInfo.InvariantCulture));
                    },
                    Compensation = new Compensation.Cannot(stop ? "What was stopped is gone." : "Paused sandboxes are resumed by the tenant's next call."),
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Limits the requests that the suspended environment answers.</summary>
    public async ValueTask LimitAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (options.Value.Provisioning.SuspendedRequestsPerSecond is not { } limit && context.History.Of("environment.limit").Intent is null)
        {
            return;
        }

        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "environment.limit",
                Action = "environment:limit-requests",
                Intent = StepData.Empty.With(SuspendedLimit, options.Value.Provisioning.SuspendedRequestsPerSecond?.ToString(CultureInfo.InvariantCulture)),
                Execute = async (attempt, token) =>
                {
                    int? requests = attempt.Intent.Find(SuspendedLimit) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
                    try
                    {
                        await cloud.SetRequestLimitAsync(Environment(context), requests, token).ConfigureAwait(false);
                    }
                    catch (CloudNotFoundException)
                    {
                        // An environment that is gone answers no requests.
                    }

                    return StepData.Empty;
                },
                Compensation = new Compensation.Undo("environment:limit-requests", (_, token) => cloud.SetRequestLimitAsync(Environment(context), null, token)),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lifts the limit of a suspended environment.</summary>
    public async ValueTask LiftLimitAsync(WorkflowContext context, CancellationToken cancellationToken) => await context.Steps.RunAsync(
        new StepDefinition
        {
            Id = "environment.lift-limit",
            Action = "environment:limit-requests",
            Execute = async (_, token) =>
            {
                await cloud.SetRequestLimitAsync(Environment(context), null, token).ConfigureAwait(false);
                return StepData.Empty;
            },

            // A tenant that stays suspended stays limited.
            Compensation = options.Value.Provisioning.SuspendedRequestsPerSecond is { } limit
                ? new Compensation.Undo("environment:limit-requests", (_, token) => cloud.SetRequestLimitAsync(Environment(context), limit, token)) : Compensation.Nothing,
        },
        cancellationToken).ConfigureAwait(false);

    private ValueTask<StepData> RevokeAsync(WorkflowContext context, bool isRemoval, CancellationToken cancellationToken) => context.Steps.RunAsync(
        new StepDefinition
        {
            Id = "credentials.revoke",
            Action = "api-key:delete",
            Execute = async (_, token) =>
            {
                try
                {
                    RevocationResult revoked = await broker.RevokeAsync(context.Tenant.Id, token).ConfigureAwait(false);
                    return StepData.Empty.With(WorkflowData.ResidualSeconds, revoked.ResidualWindow.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
                }
                catch (CloudConflictException e) when (isRemoval && !e.IsTransient)
                {
                    return StepData.Empty;
                }
            },
            Compensation = new Compensation.Cannot("Revoked credentials stay revoked; new ones are issued when the tenant is active again."),
        },
        cancellationToken);

    public static EnvironmentId Environment(WorkflowContext context) => context.Tenant.EnvironmentId
        ?? throw new InvalidOperationException($"{context.Operation.Id} works on a tenant without an environment.");
}
