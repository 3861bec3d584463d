using CloudBase.MultiTenant;
using QuickStart.CommandLine;

namespace QuickStart.Templates;

/// <summary>Holds a template against the settings and the database, before anything is bought for it.</summary>
internal sealed class TemplateGate(IEnvironmentTemplates templates)
{
    private const string VariablePrefix = "variables.";

    internal async Task ThrowIfClosedAsync(EnvironmentTemplate template, string path, IDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        List<string> missing = [.. template.Placeholders.Where(p => p.StartsWith(VariablePrefix, StringComparison.Ordinal)).Select(p => p[VariablePrefix.Length..]).Where(n => !variables.ContainsKey(n))];
        if (missing.Count > 0)
        {
            throw new QuickStartException(
                $"{path}: {string.Join(", ", missing.Select(n => $"{{{{{VariablePrefix}{n}}}}}"))} has no value.",
                $"Type: {string.Join(' ', missing.Select(n => $"export CloudBase__Provisioning__TemplateVariables__{n}=...;"))} then run again; nothing was bought.",
                ExitCodes.Usage);
        }

        TemplateVersionUse? other = (await templates.ListVersionsAsync(cancellationToken)).FirstOrDefault(
            use => use.Name == template.Name && use.Version == template.Version && use.Definition != template.Definition);
        if (other is not null)
        {
            throw new QuickStartException(
                $"{path}: $.version is \"{template.Version}\", and {other.Tenants.Count} tenants of this database have {template.Reference} with another content.",
                "Give the changed template another version and run again; nothing was bought.",
                ExitCodes.Usage);
        }
    }
}
