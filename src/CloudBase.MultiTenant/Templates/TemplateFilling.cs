using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Puts a tenant's values in the place of a template's placeholders. What comes out may hold secrets and is never written down.</summary>
internal sealed class TemplateFilling(IEnumerable<ITemplateVariables> sources, IOptions<CloudBaseOptions> options)
{
    private const string VariablePrefix = "variables.";

    /// <exception cref="TemplateVariableException">A placeholder has no value.</exception>
    public async ValueTask<EnvironmentTemplate> FillAsync(EnvironmentTemplate template, Tenant tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = template.Placeholders;
        if (names.Count == 0)
        {
            return template;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (string name in names)
        {
            if (await FindAsync(tenant, name, cancellationToken).ConfigureAwait(false) is { } value)
            {
                values[name] = value;
            }
            else
            {
                missing.Add(name);
            }
        }

        return missing.Count == 0 ? template.Fill(values) : throw new TemplateVariableException(
            $"The template {template.Reference} has placeholders without a value for '{tenant.Id}': {string.Join(", ", missing)}. "
            + "Give them in Provisioning:TemplateVariables, or add an ITemplateVariables that knows them.", missing);
    }

    private async ValueTask<string?> FindAsync(Tenant tenant, string name, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "tenant.id":
                return tenant.Id.Value;
            case "tenant.environment":
                return tenant.EnvironmentId?.Value;
            case "tenant.alias":
                return tenant.Alias.Value;
            case "tenant.region":
                return tenant.Spec.Region;
            case "deployment.name":
                return options.Value.DeploymentName;
        }

        if (!name.StartsWith(VariablePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        string variable = name[VariablePrefix.Length..];
        foreach (ITemplateVariables source in sources)
        {
            if (await source.FindAsync(tenant, variable, cancellationToken).ConfigureAwait(false) is { } value)
            {
                return value.Reveal();
            }
        }

        return options.Value.Provisioning.TemplateVariables.TryGetValue(variable, out string? given) ? given : null;
    }
}
