using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The API keys of environments. Thread-safe.</summary>
internal sealed class TencentCloudApiKeys(TencentCloudClient client) : IEnvironmentApiKeys
{
    private const int PageSize = 20;
    private const string Kind = "api_key";
    private const string PublishableKind = "publish_key";

    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromHours(2);

    public async ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (lifetime < ShortestLifetime)
        {
            throw new CloudInvalidRequestException(
                $"An API key of {lifetime} was asked for: the cloud makes none that works for less than {ShortestLifetime}. Nothing was sent.",
                CloudErrors.Details(TcbActions.CreateApiKey, "ClientError.Lifetime", CloudEffect.None, transient: false));
        }

        long seconds = (long)Math.Ceiling(lifetime.TotalSeconds);
        DateTimeOffset before = client.Clock.Now;
        CreateApiKeyResponse response = await client.CallAsync(
            TcbActions.CreateApiKey,
            new CreateApiKeyRequest { EnvId = environment.Value, KeyType = Kind, KeyName = name, ExpireIn = seconds },
            null,
            cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(response.KeyId) || string.IsNullOrEmpty(response.ApiKey))
        {
            throw new CloudUnavailableException(
                $"{TcbActions.CreateApiKey.FullName} succeeded without {(string.IsNullOrEmpty(response.KeyId) ? "a key id" : "the key itself")}: look for the key named '{name}', and delete it.",
                CloudErrors.Details(TcbActions.CreateApiKey, ClientErrorCodes.NotJson, CloudEffect.Unknown, transient: false));
        }

        return new IssuedApiKey(response.KeyId, new SecretString(response.ApiKey), CloudTime.Parse(response.ExpireAt) ?? before.AddSeconds(seconds));
    }

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        ListAsync(environment, Kind, cancellationToken);

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        ListAsync(environment, PublishableKind, cancellationToken);

    public async ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        try
        {
            await client.CallAsync(TcbActions.DeleteApiKey, new DeleteApiKeyRequest(environment.Value, keyId), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Applied)
        {
            // It is gone, which is what is wanted.
        }
    }

    private async ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, string kind, CancellationToken cancellationToken)
    {
        List<EnvironmentApiKey> keys = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int page = 1; ; page++)
        {
            DescribeApiKeyListResponse response = await client.CallAsync(
                TcbActions.DescribeApiKeyList,
                new DescribeApiKeyListRequest { EnvId = environment.Value, KeyType = kind, PageNumber = page, PageSize = PageSize },
                null,
                cancellationToken).ConfigureAwait(false);
            foreach (ApiKeyToken key in response.Data ?? [])
            {
                if (key.KeyId is { Length: > 0 } id && seen.Add(id))
                {
                    keys.Add(new EnvironmentApiKey(id, key.Name ?? string.Empty, CloudTime.Parse(key.ExpireAt)));
                }
            }

            if (response.Data is not { Count: > 0 } || page * PageSize >= (response.Total ?? 0))
            {
                return keys;
            }
        }
    }
}
