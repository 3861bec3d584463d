using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The vendor's own pool of environments, for accounts on its list. Thread-safe.</summary>
internal sealed class TencentCloudAllocator(TencentCloudClient client) : IEnvironmentAllocator
{
    private const int MaxIdLength = 64;

    public async ValueTask<EnvironmentId> AllocateAsync(EnvironmentAllocation allocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        if (allocation.AllocateId is not { Length: > 0 and <= MaxIdLength })
        {
            throw new CloudInvalidRequestException(
                $"An AllocateId has 1 to {MaxIdLength} characters, and '{allocation.AllocateId}' has {allocation.AllocateId?.Length ?? 0}. Nothing was sent.",
                CloudErrors.Details(TcbActions.AllocateEnv, "ClientError.AllocateId", CloudEffect.None, transient: false));
        }

        var request = new AllocateEnvRequest
        {
            AllocateId = allocation.AllocateId,
            ExternalTag = allocation.Tags.Count == 0 ? null : string.Join(',', allocation.Tags.Select(t => $"{Word(t.Key)}={Word(t.Value)}")),
            RequireFunction = allocation.RequireFunction ? true : null,
        };
        AllocateEnvResponse response = await client.CallAsync(TcbActions.AllocateEnv, request, null, cancellationToken).ConfigureAwait(false);
        return EnvironmentId.TryParse(response.EnvId, out EnvironmentId id) ? id : throw new CloudUnavailableException(
            $"{TcbActions.AllocateEnv.FullName} succeeded without a usable EnvId ('{response.EnvId}'): the same AllocateId gets the same environment.",
            CloudErrors.Details(TcbActions.AllocateEnv, ClientErrorCodes.NotJson, CloudEffect.Unknown, transient: true));
    }

    public async ValueTask ReleaseAsync(EnvironmentId environment, string allocateId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(allocateId);
        try
        {
            await client.CallAsync(TcbActions.ReleaseEnv, new ReleaseEnvRequest(environment.Value, allocateId), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (exception is { IsTransient: false, Effect: CloudEffect.Applied } or CloudNotFoundException)
        {
            // It was given back, which is what is wanted.
        }
    }

    public async ValueTask<EnvironmentCredential> AssumeRoleAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        AssumeRoleForAllocatedEnvResponse response = await client.CallAsync(
            TcbActions.AssumeRoleForAllocatedEnv, new EnvIdRequest(environment.Value), null, cancellationToken).ConfigureAwait(false);
        return response is { SecretId: { Length: > 0 } id, SecretKey: { Length: > 0 } key, Token: { Length: > 0 } token, ExpiredTime: { } expires }
            ? EnvironmentCredential.FromTemporaryKeys(environment, id, new SecretString(key), new SecretString(token), DateTimeOffset.FromUnixTimeSeconds(expires))
            : throw new CloudUnavailableException(
                $"{TcbActions.AssumeRoleForAllocatedEnv.FullName} succeeded without complete keys that expire: they are not handed out.",
                CloudErrors.Details(TcbActions.AssumeRoleForAllocatedEnv, ClientErrorCodes.NotJson, CloudEffect.None, transient: true));
    }

    private static string Word(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
}
