namespace CloudBase.MultiTenant.Templates;

/// <summary>The templates that were added to this host.</summary>
internal sealed class AddedTemplates(IEnumerable<EnvironmentTemplate> templates)
{
    private readonly EnvironmentTemplate[] _templates = [.. templates];

    /// <summary>Finds a template by name or by name and version; a name alone means the one that was added last.</summary>
    public EnvironmentTemplate? Find(string reference) => Array.FindLast(_templates, t => t.Reference == reference || t.Name == reference);

    public EnvironmentTemplate? FindDefinition(string definition) => Array.Find(_templates, t => t.Definition == definition);

    /// <summary>Completes a name by its version; a reference with a version may be another host's to know.</summary>
    /// <exception cref="TemplateNotFoundException">It is a name alone, and none of that name was added.</exception>
    public string Resolve(string reference) => Find(reference)?.Reference
        ?? (reference.Contains('@', StringComparison.Ordinal) ? reference : throw NotFound(reference));

    public TemplateNotFoundException NotFound(string reference) => new(
        $"There is no template '{reference}' on this host ({(_templates.Length == 0 ? "none was added" : string.Join(", ", _templates.Select(t => t.Reference)))}) "
        + "or in the store: add it with AddEnvironmentTemplate, or name one that is there.", reference);
}
