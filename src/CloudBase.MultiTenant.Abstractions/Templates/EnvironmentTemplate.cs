using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Templates;

namespace CloudBase.MultiTenant;

/// <summary>What an environment starts with: a versioned manifest, written by hand or captured from a living environment. Immutable.</summary>
/// <remarks>It never holds a secret: what differs from tenant to tenant is a placeholder, such as <c>{{tenant.id}}</c>. Two templates are the same when their <see cref="Definition"/> is.</remarks>
public sealed record EnvironmentTemplate
{
    private string? _definition;

    /// <summary>Makes a template without content.</summary>
    public EnvironmentTemplate()
    {
    }

    /// <summary>Copies a template for <c>with</c>; what was computed of it is not copied, for the copy differs.</summary>
    [SetsRequiredMembers]
    private EnvironmentTemplate(EnvironmentTemplate original) =>
        (Name, Version, Collections, Functions, AuthDomains, Login) =
        (original.Name, original.Version, original.Collections, original.Functions, original.AuthDomains, original.Login);

    /// <summary>Gets the template's name: 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its version: 1 to 40 letters, digits, '.', '-' and '_'. Versions are compared for equality only.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the document collections.</summary>
    public IReadOnlyList<TemplateCollection> Collections { get; init; } = [];

    /// <summary>Gets the functions.</summary>
    public IReadOnlyList<TemplateFunction> Functions { get; init; } = [];

    /// <summary>Gets the domains from which a browser may sign in; may hold placeholders.</summary>
    public IReadOnlyList<string> AuthDomains { get; init; } = [];

    /// <summary>Gets which methods of signing in are on; null leaves them as they are.</summary>
    public TemplateLogin? Login { get; init; }

    /// <summary>Gets the SHA-256 of everything but name and version, in one form and order; lower-case hexadecimal.</summary>
    public string Definition => _definition ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TemplateWriter.WriteDefinition(this))));

    /// <summary>Gets the name and the version, as <c>name@version</c>.</summary>
    public string Reference => $"{Name}@{Version}";

    /// <summary>Gets the names of the placeholders in variables and domains, such as <c>tenant.id</c>, each once.</summary>
    public IReadOnlyList<string> Placeholders =>
        [.. Functions.SelectMany(f => f.Variables.Values).Concat(AuthDomains).SelectMany(TemplatePlaceholders.In).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads a template from JSON; the form is in docs/concepts/templates.md.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="TemplateInvalidException">It breaks rules; the error names every one, with path, value and rule.</exception>
    public static EnvironmentTemplate Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TemplateReader.Read(json);
    }

    /// <summary>Writes the template as JSON, in one form and order.</summary>
    public string ToJson() => TemplateWriter.Write(this);

    /// <summary>Returns the template with values in the place of placeholders; one without a value stays as it is.</summary>
    /// <param name="values">The values by the placeholders' names.</param>
    public EnvironmentTemplate Fill(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return this with
        {
            AuthDomains = [.. AuthDomains.Select(d => TemplatePlaceholders.Fill(d, values))],
            Functions = [.. Functions.Select(f => f with
            {
                Variables = f.Variables.ToDictionary(v => v.Key, v => TemplatePlaceholders.Fill(v.Value, values), StringComparer.Ordinal),
            })],
        };
    }

    /// <summary>Compares by what is written.</summary>
    /// <param name="other">The other template.</param>
    public bool Equals(EnvironmentTemplate? other) =>
        other is not null && Name == other.Name && Version == other.Version && Definition == other.Definition;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Version, Definition);

    /// <inheritdoc/>
    public override string ToString() => Reference;
}
