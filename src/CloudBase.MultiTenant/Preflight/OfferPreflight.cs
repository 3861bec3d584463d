using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Whether the account is offered what a tenant gets that asks for nothing in particular.</summary>
internal sealed class OfferPreflight(IEnvironmentCloud cloud, SpecResolver specs) : IPreflightCheck
{
    public string Name => "offer";

    public PreflightStage Stage => PreflightStage.Account;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        TenantSpec spec = specs.Resolve(TenantSpec.Default);
        await cloud.CheckAsync(spec, cancellationToken).ConfigureAwait(false);
        string where = spec.Region is null ? string.Empty : $" in {spec.Region}";
        return PreflightFinding.Ok(Name, $"The package '{spec.PackageId}'{where} with {string.Join(", ", spec.Resources ?? [])} is to be had.");
    }
}
