using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Makes sure that the tag exists by which a tenant's environment is recognised.</summary>
internal sealed class MarkerStep(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options)
{
    public async ValueTask EnsureAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        var marker = new EnvironmentMarker(options.Value.Provisioning.TagKey, context.Tenant.Marker);
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "marker.ensure",
                Action = "marker:ensure",
                Execute = async (_, token) =>
                {
                    await cloud.EnsureMarkerAsync(marker, token).ConfigureAwait(false);
                    return StepData.Empty;
                },

                // Refused while an environment carries it: the tag then goes with the environment.
                Compensation = new Compensation.Undo("marker:remove", async (_, token) => await cloud.TryRemoveMarkerAsync(marker, token).ConfigureAwait(false)),
            },
            cancellationToken).ConfigureAwait(false);
    }
}
