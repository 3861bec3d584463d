namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Calls whose refusal may say that what is wanted is there.</summary>
internal static class ApplyingClient
{
    public static async ValueTask ApplyAsync<TRequest>(
        this TencentCloudClient client, TencentCloudAction<TRequest, EmptyResponse> action, TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(action, request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException e) when (e.Effect == CloudEffect.Applied)
        {
            // It is there; whether it is as it should be, reading back will tell.
        }
    }
}
