using System.Reflection;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>The migrations as SQL, one script each, kept in this assembly under the migration's name.</summary>
internal sealed class SchemaScripts
{
    private const string Suffix = ".sql";
    private readonly Assembly _assembly = typeof(SchemaScripts).Assembly;

    public SchemaScripts() => Migrations =
        [.. _assembly.GetManifestResourceNames().Where(n => n.EndsWith(Suffix, StringComparison.Ordinal)).Select(n => n[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The names, oldest first: each begins with the time at which it was made.</summary>
    public IReadOnlyList<string> Migrations { get; }

    public string Read(string migration)
    {
        using var reader = new StreamReader(_assembly.GetManifestResourceStream(migration + Suffix)
            ?? throw new InvalidOperationException($"There is no script of the migration '{migration}'."));
        return reader.ReadToEnd();
    }
}
