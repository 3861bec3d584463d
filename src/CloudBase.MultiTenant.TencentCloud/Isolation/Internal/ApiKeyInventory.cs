using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Says which API keys still open an environment, made by this library or not.</summary>
internal static class ApiKeyInventory
{
    internal static async ValueTask<IReadOnlyList<string>> ListAsync(IEnvironmentApiKeys apiKeys, EnvironmentId environment, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<EnvironmentApiKey> keys = await apiKeys.ListAsync(environment, cancellationToken).ConfigureAwait(false);
            return [.. keys.Select(k => $"API key '{k.Name}' ({k.KeyId}) of environment {environment}, {(k.ExpiresAt is { } end ? $"until {end:O}" : "without end")}")];
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
}
