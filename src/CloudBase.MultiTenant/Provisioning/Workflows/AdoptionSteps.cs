using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Gives an environment that was not ordered for the tenant its tag and its alias, so that nothing in the cloud names it otherwise.</summary>
internal sealed class AdoptionSteps(IEnvironmentCloud cloud, MarkerStep marker, IOptions<CloudBaseOptions> options)
{
    public async ValueTask RunAsync(WorkflowContext context, OfferedEnvironment offered, CancellationToken cancellationToken)
    {
        await marker.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        await RunAsync(
            context, "environment.tag", "environment:tag", offered,
            token => cloud.TagAsync(offered.Environment, EnvironmentTags.Of(context.Tenant, options.Value.Provisioning), token), cancellationToken).ConfigureAwait(false);
        await RunAsync(
            context, "environment.name", "environment:rename", offered,
            token => cloud.RenameAsync(offered.Environment, context.Tenant.Alias, token), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask RunAsync(
        WorkflowContext context, string id, string action, OfferedEnvironment offered, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = action,
                Execute = async (_, token) =>
                {
                    await offered.CheckHolder(token).ConfigureAwait(false);
                    await call(token).ConfigureAwait(false);
                    return StepData.Empty;
                },
            },
            cancellationToken).ConfigureAwait(false);
}
