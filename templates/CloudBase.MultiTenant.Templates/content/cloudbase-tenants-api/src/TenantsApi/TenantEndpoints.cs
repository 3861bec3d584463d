using CloudBase.MultiTenant;

namespace TenantsApi;

/// <summary>What the operator of the platform may ask.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder tenants = app.MapGroup("/tenants").AddEndpointFilter<OperatorKeyFilter>();

        // Ensuring is safe to repeat: a tenant that exists is returned, and nothing is bought twice.
        tenants.MapPost("/", async (NewTenant request, ITenantProvisioner provisioner, CancellationToken cancellationToken) =>
            TenantId.TryParse(request.Id, out TenantId id)
                ? Results.Ok(TenantView.Of(await provisioner.EnsureAsync(id, TenantSpec.Default, cancellationToken)))
                : BadId(request.Id));

        tenants.MapGet("/{id}", async (string id, ITenantDirectory directory, CancellationToken cancellationToken) =>
            !TenantId.TryParse(id, out TenantId tenant) ? BadId(id)
            : await directory.FindAsync(tenant, cancellationToken) is { } found ? Results.Ok(TenantView.Of(found))
            : Results.NotFound());

        // Opens this tenant's environment and no other, until it expires. The host's own key never leaves the host.
        tenants.MapPost("/{id}/credential", async (string id, ICredentialBroker broker, HttpResponse response, CancellationToken cancellationToken) =>
        {
            if (!TenantId.TryParse(id, out TenantId tenant))
            {
                return BadId(id);
            }

            using CredentialLease lease = await broker.GetAsync(tenant, CredentialRequest.ForMcp, cancellationToken);
            response.Headers.CacheControl = "no-store";
            return Results.Ok(new CredentialView(lease.Credential.Environment.Value, lease.Credential.Secret.Reveal(), lease.ExpiresAt));
        });
    }

    private static IResult BadId(string? id) =>
        Results.Problem($"'{id}' is no tenant id: give 1 to {TenantId.MaxUtf8Bytes} bytes of text.", statusCode: StatusCodes.Status400BadRequest);
}

internal sealed record NewTenant(string? Id);

internal sealed record TenantView(string Id, string State, string? EnvironmentId, DateTimeOffset? PaidUntil)
{
    public static TenantView Of(Tenant tenant) => new(tenant.Id.Value, tenant.State.ToString(), tenant.EnvironmentId?.Value, tenant.PaidUntil);
}

internal sealed record CredentialView(string EnvironmentId, string ApiKey, DateTimeOffset ExpiresAt);
