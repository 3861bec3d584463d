using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>The keys that still open an environment after this library's own were taken back: made by hand, of either kind.</summary>
internal sealed class EnvironmentKeys(IEnvironmentApiKeys apiKeys)
{
    /// <summary>Names the keys, as they are now.</summary>
    public async ValueTask<IReadOnlyList<string>> DescribeAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. (await apiKeys.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Select(k => Describe("API key", k, environment)),
                .. (await apiKeys.ListPublishableAsync(environment, cancellationToken).ConfigureAwait(false)).Select(k => Describe("publishable key", k, environment)),
            ];
        }
        catch (CloudNotFoundException)
        {
            return [];
        }
        catch (CloudConflictException e)
        {
            // An isolated environment may refuse to list: that its keys open nothing now is not proof that they are gone.
            return [$"API keys of environment {environment}, which could not be listed ({e.Code})"];
        }
    }

    /// <summary>Deletes them, one step each; an environment that is gone has none.</summary>
    public async ValueTask DeleteAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        StepData listed = await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "foreign-keys.list",
                Action = "api-key:list",
                Execute = async (_, token) => StepData.Empty.WithList(WorkflowData.DeleteForeign, await ListAsync(environment, token).ConfigureAwait(false)),
            },
            cancellationToken).ConfigureAwait(false);
        foreach (string id in WorkflowData.ReadList(listed, WorkflowData.DeleteForeign))
        {
            await context.Steps.RunAsync(
                new StepDefinition
                {
                    Id = $"foreign-keys.delete.{id}",
                    Action = "api-key:delete",
                    Execute = async (_, token) =>
                    {
                        try
                        {
                            await apiKeys.DeleteAsync(environment, id, token).ConfigureAwait(false);
                        }
                        catch (CloudNotFoundException)
                        {
                            // The environment went in between, and the key with it.
                        }

                        return StepData.Empty;
                    },
                    Compensation = new Compensation.Cannot($"The key {id}, which was made by hand, was deleted: nothing brings it back."),
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<string>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. (await apiKeys.ListAsync(environment, cancellationToken).ConfigureAwait(false)).Select(k => k.KeyId),
                .. (await apiKeys.ListPublishableAsync(environment, cancellationToken).ConfigureAwait(false)).Select(k => k.KeyId),
            ];
        }
        catch (CloudNotFoundException)
        {
            return [];
        }
    }

    private static string Describe(string what, EnvironmentApiKey key, EnvironmentId environment) =>
        $"{what} '{key.Name}' ({key.KeyId}) of environment {environment}, {(key.ExpiresAt is { } end ? $"until {end:O}" : "without end")}";
}
