using System.Net;
using System.Net.Http.Headers;
using CloudBase.MultiTenant;

namespace QuickStart.Proof;

/// <summary>Calls a function through the gateway with a tenant's credential, as a tenant's application would.</summary>
internal sealed class CredentialProver(ICredentialBroker broker, HttpClient http, Func<EnvironmentId, Uri> gatewayOf)
{
    internal async Task<CredentialProof> ProveAsync(Tenant holder, Tenant neighbour, CancellationToken cancellationToken)
    {
        using CredentialLease lease = await broker.GetAsync(holder.Id, CredentialRequest.ForMcp, cancellationToken);
        GatewayAnswer own = await CallAsync(holder, lease.Credential, mustOpen: true, cancellationToken);
        GatewayAnswer other = await CallAsync(neighbour, lease.Credential, mustOpen: false, cancellationToken);
        return new CredentialProof(holder.Id, lease.Credential.ToString(), own, other);
    }

    private async Task<GatewayAnswer> CallAsync(Tenant tenant, EnvironmentCredential credential, bool mustOpen, CancellationToken cancellationToken)
    {
        Uri address = new(gatewayOf(tenant.EnvironmentId!.Value).ToString().TrimEnd('/') + "/v1/functions/quickstart");
        using HttpRequestMessage request = new(HttpMethod.Post, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret.Reveal());
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);

        // A new environment has no such function: 404 says that the gateway let the caller in and looked for it.
        bool accepted = response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound;
        bool refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        return new GatewayAnswer(tenant.Id, address, (int)response.StatusCode, accepted, mustOpen ? accepted : refused);
    }
}
