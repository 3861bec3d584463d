using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Gives environments their template between delivery and proof: a tenant's own, or the one that the options name.</summary>
internal sealed class TemplatePreparation(AddedTemplates added, TemplateSteps steps, IOptions<CloudBaseOptions> options) : IEnvironmentPreparation
{
    public string? Version => options.Value.Provisioning.Template is { } reference
        ? added.Find(reference) is { } template ? $"{template.Reference} {template.Definition}" : reference : null;

    public async ValueTask<AppliedTemplate?> PrepareAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        string? reference = context.Tenant.Spec.Template ?? options.Value.Provisioning.Template;
        return reference is null ? null : await steps.RunAsync(context, reference, environment, cancellationToken).ConfigureAwait(false);
    }
}
