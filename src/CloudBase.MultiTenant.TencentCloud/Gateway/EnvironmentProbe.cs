using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Gateway;

/// <summary>Tries credentials at environments: an API key at the environment's gateway, keys of the account at the cloud's API. Changes nothing.</summary>
internal sealed class EnvironmentProbe(IHttpClientFactory clients, IOptionsMonitor<TencentCloudOptions> options, TencentCloudClient cloud)
    : IEnvironmentProbe, ISignedProbe
{
    internal const string ClientName = "CloudBase.MultiTenant.Gateway";

    /// <summary>No platform deploys a function of this name, so that calling it changes nothing: "no such function" is the answer of an environment that took the key.</summary>
    internal const string FunctionName = "cbmt-probe";

    private const int MaxErrorBytes = 64 * 1024;

    public ValueTask<ProbeOutcome> ProbeAsync(EnvironmentCredential credential, EnvironmentId environment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.IsTemporaryKeys
            ? ProbeAsync(new TencentCloudCredential(credential.Id, credential.Secret, credential.SessionToken), environment, cancellationToken)
            : ProbeGatewayAsync(credential.Secret, environment, cancellationToken);
    }

    public ValueTask<ProbeOutcome> ProbeAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) =>
        ProbeAsync(TcbActions.DescribeAuthDomains, new EnvIdRequest(environment.Value), credential, cancellationToken);

    public ValueTask<ProbeOutcome> ProbeDenialAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) =>
        ProbeAsync(TcbActions.DescribeApiKeyList, new DescribeApiKeyListRequest { EnvId = environment.Value }, credential, cancellationToken);

    private async ValueTask<ProbeOutcome> ProbeAsync<TRequest, TResponse>(
        TencentCloudAction<TRequest, TResponse> read, TRequest request, TencentCloudCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await cloud.CallAsync(read, request, new TencentCloudCallOptions { Credential = credential }, cancellationToken).ConfigureAwait(false);
            return ProbeOutcome.Reached;
        }
        catch (CloudCallException e) when (e is CloudAccessDeniedException or CloudCredentialRejectedException)
        {
            return ProbeOutcome.Refused;
        }
        catch (CloudCallException)
        {
            return ProbeOutcome.Unclear;
        }
    }

    private async ValueTask<ProbeOutcome> ProbeGatewayAsync(SecretString key, EnvironmentId environment, CancellationToken cancellationToken)
    {
        TencentCloudOptions current = options.CurrentValue;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(current.AttemptTimeout);
        using HttpClient client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(GatewayAddress.Of(environment, current), $"v1/functions/{FunctionName}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ProbeOutcome.Refused,
                HttpStatusCode.NotFound => await SaysNoSuchFunctionAsync(response, timeout.Token).ConfigureAwait(false)
                    ? ProbeOutcome.Reached
                    : ProbeOutcome.Unclear,
                _ => response.IsSuccessStatusCode ? ProbeOutcome.Reached : ProbeOutcome.Unclear,
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return ProbeOutcome.Unclear;
        }
    }

    // A 404 without that code may come from anything in between, which says nothing about the key.
    private static async ValueTask<bool> SaysNoSuchFunctionAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxErrorBytes];
        int read;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(buffer.AsMemory(0, read));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("code", out JsonElement code)
                && code.ValueKind == JsonValueKind.String
                && IsNoSuchFunction(code.GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is half of a character that takes two; a tenant's own function may answer so.
            return false;
        }
    }

    private static bool IsNoSuchFunction(string code)
    {
        string plain = code.Replace("_", string.Empty, StringComparison.Ordinal);
        return plain.Contains("FunctionNotFound", StringComparison.OrdinalIgnoreCase) || plain.Contains("FunctionNotExist", StringComparison.OrdinalIgnoreCase);
    }
}
