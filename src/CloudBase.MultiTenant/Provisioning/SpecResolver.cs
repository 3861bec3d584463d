using CloudBase.MultiTenant.Templates;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Completes a request by the options, and refuses what cannot be right without asking the cloud.</summary>
internal sealed class SpecResolver(IOptions<CloudBaseOptions> options, IsolationStrategies strategies, AddedTemplates templates)
{
    public TenantSpec Resolve(TenantSpec requested)
    {
        CloudBaseOptions o = options.Value;
        var spec = new TenantSpec
        {
            PackageId = requested.PackageId ?? o.Provisioning.PackageId,
            Resources = requested.Resources ?? [.. o.Provisioning.Resources],
            PeriodMonths = requested.PeriodMonths ?? o.Provisioning.PeriodMonths,
            Region = requested.Region ?? o.Provisioning.Region,
            Isolation = requested.Isolation ?? strategies.Default,
            Renewal = requested.Renewal ?? o.Renewal.Policy,
            Template = (requested.Template ?? o.Provisioning.Template) is { } template ? templates.Resolve(template) : null,
        };
        Check(spec);
        return spec;
    }

    private void Check(TenantSpec spec)
    {
        if (string.IsNullOrWhiteSpace(spec.PackageId))
        {
            throw Invalid("PackageMissing", "No package is asked for: set Provisioning:PackageId, or TenantSpec.PackageId.");
        }

        if (spec.PeriodMonths is not ((>= 1 and <= 12) or 24))
        {
            throw Invalid("PeriodInvalid", $"A period of {spec.PeriodMonths} months is not sold: ask for 1 to 12 months, or 24.");
        }

        if (spec.Renewal is not (RenewalPolicy.Auto or RenewalPolicy.Managed or RenewalPolicy.None))
        {
            throw Invalid("RenewalMissing", "Who renews the package is not chosen: set Renewal:Policy to Auto, Managed or None; it decides about money.");
        }

        if (spec.Isolation is not { } kind || strategies.Find(kind) is null)
        {
            throw Invalid("IsolationUnknown", $"The isolation strategy '{spec.Isolation}' is not added: ask for one of {strategies.Names}, or add it.");
        }
    }

    private static CloudInvalidRequestException Invalid(string code, string message) =>
        new(message, new CloudErrorDetails { Service = "cloudbase-multitenant", Action = "EnsureTenant", Code = code, Effect = CloudEffect.None });
}
