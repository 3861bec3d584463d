using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Templates;

/// <summary>The modules of the chosen cloud, in the order in which they work.</summary>
internal sealed class TemplateModules(IEnumerable<ITemplateModule> modules)
{
    private readonly ITemplateModule[] _modules = [.. modules];

    public IReadOnlyList<ITemplateModule> All => _modules;

    /// <summary>Gets the modules that a template has anything for.</summary>
    /// <exception cref="TemplateUnsupportedException">It needs one that is not there.</exception>
    public IReadOnlyList<ITemplateModule> For(EnvironmentTemplate template)
    {
        Require(template.Collections.Count > 0, "collections");
        Require(template.Functions.Count > 0, "functions");
        Require(template.AuthDomains.Count > 0 || template.Login is not null, "auth");
        return [.. _modules.Where(m => m.Concerns(template))];
    }

    public ITemplateModule Get(string name) => Array.Find(_modules, m => m.Name == name) ?? throw Missing(name);

    private void Require(bool isNeeded, string name)
    {
        if (isNeeded && !Array.Exists(_modules, m => m.Name == name))
        {
            throw Missing(name);
        }
    }

    private static TemplateUnsupportedException Missing(string name) => new(
        $"The template needs the module '{name}', which the chosen cloud does not bring: take that part out of the template, or add the module.", name);
}
