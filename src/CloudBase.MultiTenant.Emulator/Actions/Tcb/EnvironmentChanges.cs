using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>DestroyEnv and ModifyEnv.</summary>
internal static class EnvironmentChanges
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("DestroyEnv", "EnvId string !; IsForce boolean; BypassCheck boolean", 20, DestroyEnv),
        TcbParameters.OnEnvironment("ModifyEnv", "EnvId string !; Alias string; CustomQps number", 50, ModifyEnv),
    ];

    private static void DestroyEnv(ActionContext context)
    {
        var environment = context.Environment();
        var force = context.Arguments.Flag("IsForce") ?? false;
        if (environment.AllocateId is not null)
        {
            throw new CloudErrorException("OperationDenied", $"The environment '{environment.Id}' is of the vendor's pool: ReleaseEnv gives it back.");
        }

        if (environment.IsolatedAt is not null)
        {
            if (!force)
            {
                throw new CloudErrorException(
                    "ResourceUnavailable.ResourceIsolated",
                    $"The environment '{environment.Id}' is isolated already and waits for its purge; IsForce purges it now.");
            }

            context.State.Purge(environment);
            return;
        }

        if (environment is { DeliveryFailed: false } && environment.ReadyAt > context.Now)
        {
            throw new CloudErrorException(
                "FailedOperation.InstanceStatusConflict", $"The environment '{environment.Id}' is being delivered; wait until it is NORMAL.");
        }

        DeleteBudget.Spend(context);
        if (force)
        {
            context.State.Purge(environment);
            return;
        }

        environment.IsolatedAt = context.Now;
        context.State.Update(environment, context.Now);
    }

    private static void ModifyEnv(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        var alias = context.Arguments.Text("Alias") is { } given ? EnvironmentAlias.Checked(given) : environment.Alias;
        var customQps = context.Arguments.Number("CustomQps") ?? environment.CustomQps;
        if (customQps is not (-1 or >= 1))
        {
            throw CloudErrorException.InvalidValue("CustomQps", customQps.ToString(CultureInfo.InvariantCulture), "it must be at least 1, or -1 for none");
        }

        environment.Alias = alias;
        environment.CustomQps = customQps;
        context.State.Update(environment, context.Now);
    }
}
