using System.Text.Json.Nodes;
using NJsonSchema;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>What an editor underlines in a template is what the reader refuses: the packed schema and the reader, side by side.</summary>
public sealed class SchemaTests
{
    private const string Full =
        """
        {
          "$schema": "environment-template.schema.json", "format": 1, "name": "platform", "version": "1.0-a_b",
          "collections": [
            { "name": "orders", "access": "custom", "rule": { "read": true, "write": "auth != null" },
              "indexes": [{ "name": "by_user", "fields": [{ "name": "userId", "direction": "1" }, { "name": "at", "direction": "-1" }, { "name": "place", "direction": "2dsphere" }], "unique": true }],
              "documents": [{ "_id": "first", "total": 3 }] },
            { "name": "audit", "access": "adminOnly" },
            { "name": "notes" }
          ],
          "functions": [
            { "name": "hello", "runtime": "Nodejs18.15", "handler": "index.main", "memory": 64, "timeout": 20, "description": "Greets.",
              "files": { "index.js": "exports.main = async () => 1;", "lib/data.bin": { "base64": "AAEC" }, ".env/..a": "" },
              "variables": { "TENANT": "{{ tenant.id }}", "KEY": "{{variables.KEY}}", "PLAIN": "{ not a {placeholder} }" },
              "triggers": [{ "name": "nightly", "type": "timer", "configuration": "0 0 2 * * * *" }] }
          ],
          "auth": { "domains": ["app.example.com", "{{tenant.environment}}.example.com"], "login": { "phoneNumber": false, "email": true, "userName": true, "anonymous": false } }
        }
        """;

    public static TheoryData<string, string> Bad => new()
    {
        { "format", "2" }, { "format", "\"1\"" }, { "name", "\"Platform\"" }, { "name", "\"-a\"" }, { "version", "\"\"" }, { "version", "\"a b\"" }, { "$schema", "3" },
        { "storage", "{}" }, { "collections", "{}" }, { "collections/0/name", "\"1a\"" }, { "collections/0/access", "\"nobody\"" }, { "collections/0/access", "\"private\"" }, { "collections/0/rule", "\"true\"" },
        { "collections/1/rule", "{}" }, { "collections/2/rule", "{}" }, { "collections/1/access", "\"custom\"" }, { "collections/0/indexes/0/name", "\"_id_\"" }, { "collections/0/indexes/0/fields", "[]" },
        { "collections/0/indexes/0/fields/0/direction", "\"2\"" }, { "collections/0/indexes/0/fields/0/direction", "1" }, { "collections/0/indexes/0/unique", "1" }, { "collections/0/documents/0", "[]" },
        { "collections/0/documents/0/_id", "7" }, { "collections/0/documents/0/_id", "\"\"" }, { "functions/0/name", "\"a\"" }, { "functions/0/name", "\"ends-\"" }, { "functions/0/memory", "100" }, { "functions/0/memory", "0" },
        { "functions/0/memory", "3200" }, { "functions/0/memory", "128.5" }, { "functions/0/timeout", "0" }, { "functions/0/timeout", "901" }, { "functions/0/runtime", "\"\"" }, { "functions/0/description", "\"\"" }, { "functions/0/files", "{}" },
        { "functions/0/files/index.js", "{ \"base64\": \"A\" }" }, { "functions/0/files/index.js", "{ \"text\": \"A\" }" }, { "functions/0/files/index.js", "null" }, { "functions/0/variables/KEY", "\"{{tenant.secret}}\"" },
        { "functions/0/variables/KEY", "\"a {{ }} b\"" }, { "functions/0/variables/KEY", "\"{{tenant.id}} {{variables.}}\"" }, { "functions/0/variables/1KEY", "\"a\"" }, { "functions/0/triggers/0/type", "\"cos\"" },
        { "functions/0/triggers/0/configuration", "\"0 0 2 * * *\"" }, { "functions/0/triggers/0/name", "\"a b\"" }, { "auth/domains/0", "\"https://app.example.com\"" }, { "auth/domains/0", "\"a b\"" }, { "auth/domains/0", "\"\"" },
        { "auth/domains/0", "\"{{tenant.name}}.example.com\"" }, { "auth/login/email", "\"yes\"" }, { "auth/login", "null" },
    };

    public static TheoryData<string> BadPaths => ["/index.js", "../up", "a/../b", "a//b", "a/", "./a", ".", "..", "a\\b", "a/.", new string('x', 257)];

    [Fact]
    public async Task Schema_OfWhatTheReaderAccepts_Agrees()
    {
        JsonSchema schema = await SchemaAsync();
        EnvironmentTemplate.Parse(Full);
        schema.Validate(Full).Should().BeEmpty();
        string shipped = await File.ReadAllTextAsync(Path.Combine(Root(), "samples", "QuickStart", "template.json"));
        EnvironmentTemplate.Parse(shipped);
        schema.Validate(shipped).Should().BeEmpty("it ships beside the quick start");
        for (int seed = 1; seed <= 200; seed++)
        {
            string json = RandomTemplate.Draw(seed).ToJson();
            EnvironmentTemplate.Parse(json);
            schema.Validate(json).Should().BeEmpty($"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Schema_OfABadValue_RefusesItAsTheReaderDoes(string path, string value) => await RefusedAsync(With(path, JsonNode.Parse(value)), $"{path} is {value}");

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task Schema_OfABadPathOfAFile_RefusesItAsTheReaderDoes(string path)
    {
        JsonObject template = JsonNode.Parse(Full)!.AsObject();
        template["functions"]![0]!["files"]![path] = "x";

        await RefusedAsync(template, path);
    }

    [Fact]
    public async Task Schema_OfAnyOneMistake_AgreesWithTheReader()
    {
        JsonSchema schema = await SchemaAsync();
        int refused = 0;
        foreach ((string what, JsonNode template) in Mistakes())
        {
            bool isRead = IsRead(template);
            (schema.Validate(template.ToJsonString()).Count == 0).Should().Be(isRead, what);
            refused += isRead ? 0 : 1;
        }

        refused.Should().BeGreaterThan(100);
    }

    [Theory]
    [InlineData("collections", 201)]
    [InlineData("functions", 201)]
    public async Task Schema_OfTooMany_RefusesThemAsTheReaderDoes(string part, int count)
    {
        JsonObject template = JsonNode.Parse(Full)!.AsObject();
        JsonNode one = template[part]![0]!;
        template[part] = new JsonArray([.. Enumerable.Range(0, count).Select(i =>
        {
            JsonNode item = one.DeepClone();
            item["name"] = $"item{i}";
            return item;
        })]);

        await RefusedAsync(template, $"{count} {part}");
    }

    /// <summary>Every member taken away, every object with a member too many, every value of another kind, one at a time.</summary>
    private static IEnumerable<(string What, JsonNode Template)> Mistakes()
    {
        foreach (string path in Paths(JsonNode.Parse(Full)!, string.Empty))
        {
            yield return ($"{path} is not there", Change(path, (parent, key) => parent.AsObject().Remove(key)));
            foreach (string other in new[] { "17", "\"\"", "true", "[]", "{}", "null" })
            {
                yield return ($"{path} is {other}", With(path, JsonNode.Parse(other)));
            }

            yield return ($"{path}/surprise", Change(path, static (parent, key) =>
            {
                if (parent[key] is JsonObject inner)
                {
                    inner["surprise"] = 1;
                }
            }));
        }
    }

    private static IEnumerable<string> Paths(JsonNode node, string path) => node switch
    {
        JsonObject inner => inner.SelectMany(m => new[] { $"{path}{m.Key}" }.Concat(m.Value is null || m.Key == "rule" ? [] : Paths(m.Value, $"{path}{m.Key}/"))),
        JsonArray list => list.SelectMany((item, i) => item is JsonObject ? Paths(item, $"{path}{i}/") : []),
        _ => [],
    };

    private static JsonNode With(string path, JsonNode? value) => Change(path, (parent, key) =>
    {
        if (parent is JsonArray list)
        {
            list[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[key] = value;
        }
    });

    private static JsonNode Change(string path, Action<JsonNode, string> change)
    {
        JsonNode root = JsonNode.Parse(Full)!;
        JsonNode parent = root;
        string[] keys = Split(path);
        foreach (string key in keys[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)]! : parent[key]!;
        }

        change(parent, keys[^1]);
        return root;
    }

    /// <summary>A file's path has slashes of its own.</summary>
    private static string[] Split(string path) => path.IndexOf("/files/", StringComparison.Ordinal) is > 0 and var at
        ? [.. path[..at].Split('/'), "files", .. path[(at + 7)..].EndsWith("/base64", StringComparison.Ordinal) ? new[] { path[(at + 7)..^7], "base64" } : [path[(at + 7)..]]]
        : path.Split('/');

    private static async Task RefusedAsync(JsonNode template, string why)
    {
        IsRead(template).Should().BeFalse($"the reader: {why}");
        (await SchemaAsync()).Validate(template.ToJsonString()).Should().NotBeEmpty($"the schema: {why}");
    }

    private static bool IsRead(JsonNode template)
    {
        try
        {
            EnvironmentTemplate.Parse(template.ToJsonString());
            return true;
        }
        catch (TemplateInvalidException)
        {
            return false;
        }
    }

    private static Task<JsonSchema> SchemaAsync() => JsonSchema.FromFileAsync(Path.Combine(Root(), "docs", "reference", "environment-template.schema.json"));

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CloudBase.MultiTenant.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
