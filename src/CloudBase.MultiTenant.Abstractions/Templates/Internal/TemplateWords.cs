namespace CloudBase.MultiTenant.Templates;

/// <summary>The words of a template's JSON.</summary>
internal static class TemplateWords
{
    /// <summary>Parts of an environment that no module handles yet.</summary>
    public static readonly string[] Unsupported = ["storage", "hosting", "routes", "postgresql"];

    private static readonly (CollectionAccess Access, string Word)[] Accesses =
    [
        (CollectionAccess.Private, "private"), (CollectionAccess.ReadOnly, "readOnly"), (CollectionAccess.AdminWrite, "adminWrite"),
        (CollectionAccess.AdminOnly, "adminOnly"), (CollectionAccess.Custom, "custom"),
    ];

    public static string AllAccesses { get; } = string.Join(", ", Accesses.Select(a => a.Word));

    public static string Of(CollectionAccess access) => Array.Find(Accesses, a => a.Access == access).Word;

    public static CollectionAccess? FindAccess(string word) => Array.FindIndex(Accesses, a => a.Word == word) is >= 0 and var i ? Accesses[i].Access : null;
}
