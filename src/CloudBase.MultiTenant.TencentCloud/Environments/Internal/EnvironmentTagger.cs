using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Puts tags on environments that are there, by their six-segment names.</summary>
internal sealed class EnvironmentTagger(TencentCloudClient client, AccountIdentity identity)
{
    public async ValueTask TagAsync(EnvironmentId environment, string region, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        CallerIdentity caller = await identity.GetAsync(cancellationToken).ConfigureAwait(false);
        var request = new TagResourcesRequest(
            [$"qcs::tcb:{region}:uin/{caller.AccountUin}:env/{environment}"], [.. tags.Select(t => new TagRequest(t.Key, t.Value))]);
        TagResourcesResponse response = await client.CallAsync(TagActions.TagResources, request, null, cancellationToken).ConfigureAwait(false);
        if (response.FailedResources is [{ } failed, ..])
        {
            throw failed.Code?.StartsWith("ResourceNotFound", StringComparison.Ordinal) == true
                ? new CloudNotFoundException(
                    $"'{environment}' was not tagged: {failed.Message}", CloudErrors.Details(TagActions.TagResources, failed.Code, CloudEffect.None, transient: false))
                : new CloudUnavailableException(
                    $"'{environment}' was not tagged ({failed.Code}): {failed.Message}",
                    CloudErrors.Details(TagActions.TagResources, failed.Code ?? ClientErrorCodes.NotJson, CloudEffect.Unknown, transient: true));
        }
    }
}
