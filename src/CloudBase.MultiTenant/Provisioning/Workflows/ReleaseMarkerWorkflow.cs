using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Removes the tag of a purged environment, again and again until the cloud lets it go.</summary>
internal sealed class ReleaseMarkerWorkflow(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options) : IOperationWorkflow
{
    private const string Step = "marker.release";

    private static readonly TimeSpan FirstWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public OperationKind Kind => OperationKind.ReleaseMarker;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        var marker = new EnvironmentMarker(options.Value.Provisioning.TagKey, context.Tenant.Marker);
        if (context.Steps.Mode == RunnerMode.Undoing)
        {
            context.Steps.Leave(Step, $"The tag {marker.Key}={marker.Value} stays in the account: remove it in the console.");
            throw new OperationSignal.ReachedEnd(Step);
        }

        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = Step,
                Action = "marker:remove",
                Execute = async (_, token) => await cloud.TryRemoveMarkerAsync(marker, token).ConfigureAwait(false)
                    ? StepData.Empty
                    : throw WorkflowContext.Wait(Step, "The environment still carries the tag: it is not purged yet.", NextWait(context)),
            },
            cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(StepData.Empty, null).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken) => new(static t => t);

    private static TimeSpan NextWait(WorkflowContext context)
    {
        TimeSpan wait = FirstWait * Math.Pow(2, Math.Min(context.Operation.Attempts, 10));
        return wait < LongestWait ? wait : LongestWait;
    }
}
