using System.Text.Json;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Reads a template from JSON; every broken rule is found in one go.</summary>
internal static class TemplateReader
{
    public const int Format = 1;

    /// <summary>How long a template's JSON may be: it is kept in the store, one record a definition.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    public static EnvironmentTemplate Read(string json)
    {
        List<TemplateProblem> problems = [];
        EnvironmentTemplate? template = Read(json, problems);
        return problems.Count == 0 ? template! : throw new TemplateInvalidException(
            $"The template cannot be used, for {problems.Count} reason(s): {string.Join("; ", problems)}.", problems);
    }

    private static EnvironmentTemplate? Read(string json, List<TemplateProblem> problems)
    {
        if (json.Length > MaxLength)
        {
            problems.Add(new TemplateProblem("$", string.Empty, $"it has {json.Length} characters and may have {MaxLength}; put large files where functions load them from"));
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
            return Read(new TemplateNode(document.RootElement, "$", problems));
        }
        catch (JsonException e)
        {
            problems.Add(new TemplateProblem("$", string.Empty, $"it is no JSON: {e.Message}"));
            return null;
        }
    }

    private static EnvironmentTemplate? Read(TemplateNode root)
    {
        if (!root.IsObject("$schema", "format", "name", "version", "collections", "functions", "auth"))
        {
            return null;
        }

        root.Text("$schema", required: false);
        root.Number("format", Format, Format, Format, required: true);
        TemplateNode? auth = root.Member("auth");
        if (auth?.IsObject("domains", "login") == false)
        {
            auth = null;
        }

        return new EnvironmentTemplate
        {
            Name = root.Matching("name", TemplatePatterns.Name(), "1 to 40 characters of a-z, 0-9 and '-', starting with a letter"),
            Version = root.Matching("version", TemplatePatterns.Version(), "1 to 40 letters, digits, '.', '-' and '_'"),
            Collections = root.List("collections", ReadCollection, c => c.Name, 200),
            Functions = root.List("functions", FunctionReader.Read, f => f.Name, 200),
            AuthDomains = auth?.List("domains", ReadDomain, d => d, 100) ?? [],
            Login = auth?.Member("login") is { } login ? ReadLogin(login) : null,
        };
    }

    private static TemplateCollection? ReadCollection(TemplateNode node)
    {
        if (!node.IsObject("name", "access", "rule", "indexes", "documents"))
        {
            return null;
        }

        CollectionAccess? access = CollectionAccess.Private;
        if (node.Text("access", required: false) is { } word)
        {
            access = TemplateWords.FindAccess(word);
            node.Must(access is not null, "access", $"one of {TemplateWords.AllAccesses}");
        }

        TemplateNode? rule = node.Member("rule");
        if (access is { } known)
        {
            node.Must(rule is not null == (known == CollectionAccess.Custom), "rule", "a rule goes with the access 'custom', and that one needs it");
        }

        return new TemplateCollection
        {
            Name = node.Matching("name", TemplatePatterns.Collection(), "1 to 64 letters, digits, '_' and '-', starting with a letter or '_'"),
            Access = access ?? CollectionAccess.Private,
            Rule = rule is { } r && r.IsKind(JsonValueKind.Object, "an object, such as {\"read\": true, \"write\": false}") ? CanonicalJson.Of(r.Value) : null,
            Indexes = node.List("indexes", ReadIndex, i => i.Name, 20),
            Documents = node.List("documents", ReadDocument, d => d.Id, 1000),
        };
    }

    private static TemplateIndex? ReadIndex(TemplateNode node) => !node.IsObject("name", "fields", "unique") ? null : new TemplateIndex
    {
        Name = node.Matching("name", TemplatePatterns.Index(), "1 to 64 letters, digits, '_', '-' and '.'; '_id_' is always there"),
        Fields = node.List("fields", ReadField, f => f.Name, 16, least: 1),
        Unique = node.Flag("unique", required: false),
    };

    private static TemplateIndexField? ReadField(TemplateNode node)
    {
        if (!node.IsObject("name", "direction"))
        {
            return null;
        }

        string? direction = node.Text("direction", required: true);
        node.Must(direction is null or "1" or "-1" or "2dsphere", "direction", "'1' rising, '-1' falling, or '2dsphere'");
        return new TemplateIndexField(node.Text("name", required: true) ?? string.Empty, direction ?? "1");
    }

    private static TemplateDocument? ReadDocument(TemplateNode node)
    {
        if (!node.IsKind(JsonValueKind.Object, "an object") || node.Text("_id", required: true) is not { } id)
        {
            return null;
        }

        return new TemplateDocument(id, CanonicalJson.Of(node.Value));
    }

    private static string? ReadDomain(TemplateNode node)
    {
        if (!node.IsKind(JsonValueKind.String, "a domain such as app.example.com"))
        {
            return null;
        }

        string domain = node.Value.GetString()!;
        node.MustBe(domain.Length is > 0 and <= 253 && !domain.Contains('/', StringComparison.Ordinal) && !domain.Any(char.IsWhiteSpace), "a domain such as app.example.com, without scheme and path");
        node.CheckPlaceholders(domain);
        return domain;
    }

    private static TemplateLogin? ReadLogin(TemplateNode node) => !node.IsObject("phoneNumber", "email", "userName", "anonymous") ? null : new TemplateLogin(
        node.Flag("phoneNumber", required: true), node.Flag("email", required: true), node.Flag("userName", required: true), node.Flag("anonymous", required: true));
}
