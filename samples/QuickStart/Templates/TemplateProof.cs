using CloudBase.MultiTenant;

namespace QuickStart.Templates;

/// <summary>A template read back from one tenant's environment.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Plan">What is not there as the template says.</param>
internal sealed record TemplateProof(TenantId Tenant, TemplatePlan Plan)
{
    internal bool Holds => Plan.IsUpToDate;

    internal string InWords()
    {
        EnvironmentTemplate template = Plan.Template;
        string content = $"{Count(template.Collections.Count, "collection")}, {Count(template.Functions.Count, "function")}, {Count(template.AuthDomains.Count, "domain")}{(template.Login is null ? string.Empty : ", ways to sign in")}";
        return Holds
            ? $"Template {template.Reference} ({content}), read back from {Plan.Environment}: nothing differs."
            : $"Template {template.Reference} ({content}), read back from {Plan.Environment}, differs: {string.Join("; ", Plan.Changes.Select(c => $"{c.Module} {c.Thing}: {c.Detail}"))}.";
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? string.Empty : "s")}";
}
