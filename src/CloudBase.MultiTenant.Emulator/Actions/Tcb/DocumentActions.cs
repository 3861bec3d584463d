using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>RunCommands: insert, find by equality or <c>$in</c>, and count. What else the database can do is refused by name.</summary>
internal static class DocumentActions
{
    private const int MaxDocuments = 20_000;
    private const int MaxFound = 1000;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount("RunCommands", "MgoCommands MgoCommandParam[] !; Tag string; EnvId string; MongoConnector MongoConnector", 20, RunCommands),
    ];

    private static void RunCommands(ActionContext context)
    {
        var environment = TableActions.Database(context);
        var results = context.Arguments.Items("MgoCommands").ConvertAll(command => Run(context, environment, command));
        context.Json.WriteStartArray("Data");
        foreach (var result in results)
        {
            context.Json.WriteStringValue(result);
        }

        context.Json.WriteEndArray();
    }

    private static string Run(ActionContext context, EnvironmentRecord environment, Arguments command)
    {
        var collection = TableActions.Collection(context, environment, command.Required("TableName"));
        var text = command.Required("Command");
        using var document = Parse(text);
        return command.Required("CommandType") switch
        {
            "INSERT" => Insert(context, collection, Member(document.RootElement, "insert", collection.Name)),
            "QUERY" => Find(collection, Member(document.RootElement, "find", collection.Name)),
            "COMMAND" => Count(collection, Member(document.RootElement, "count", collection.Name)),
            var other => throw new CloudErrorException("UnsupportedOperation", $"The command type `{other}` is not served by this emulator; it serves INSERT, QUERY, and COMMAND with count."),
        };
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw CloudErrorException.InvalidValue("MgoCommands.Command", text.Length > 60 ? text[..60] : text, $"it must be JSON: {exception.Message}");
        }
    }

    private static JsonElement Member(JsonElement command, string verb, string collection) =>
        command.ValueKind == JsonValueKind.Object && command.TryGetProperty(verb, out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == collection
            ? command
            : throw new CloudErrorException("UnsupportedOperation", $"Served is a command that begins with `{verb}` and names the collection `{collection}`.");

    private static string Insert(ActionContext context, CollectionRecord collection, JsonElement command)
    {
        if (!command.TryGetProperty("documents", out var documents) || documents.ValueKind != JsonValueKind.Array)
        {
            throw CloudErrorException.Missing("MgoCommands.Command.documents");
        }

        var inserted = 0;
        foreach (var document in documents.EnumerateArray())
        {
            var id = document.ValueKind == JsonValueKind.Object && document.TryGetProperty("_id", out var given) ? given.GetRawText() : $"\"{context.State.Chance.Lower(32)}\"";
            if (collection.Documents.Count >= MaxDocuments)
            {
                throw new CloudErrorException("LimitExceeded", $"The emulator keeps {MaxDocuments} documents a collection.");
            }

            if (!collection.Documents.TryAdd(id, document.GetRawText()))
            {
                // As the database does: what stands before the duplicate is in.
                context.State.Put(collection);
                throw new CloudErrorException("FailedOperation", $"E11000 duplicate key error collection: {collection.Name} index: _id_ dup key: {{ _id: {id} }}; {inserted} were inserted.");
            }

            inserted++;
        }

        context.State.Put(collection);
        return $$"""[{"n":{{inserted}},"ok":1}]""";
    }

    private static string Find(CollectionRecord collection, JsonElement command)
    {
        foreach (var member in command.EnumerateObject())
        {
            if (member.Name is not ("find" or "filter" or "skip" or "limit" or "sort"))
            {
                throw new CloudErrorException("UnsupportedOperation", $"`{member.Name}` of a find is not served by this emulator; it serves filter, skip, limit, and sort by _id.");
            }
        }

        var skip = command.TryGetProperty("skip", out var skipped) ? skipped.GetInt32() : 0;
        var limit = command.TryGetProperty("limit", out var limited) ? Math.Clamp(limited.GetInt32(), 1, MaxFound) : 20;
        var hasFilter = command.TryGetProperty("filter", out var filter);
        var found = collection.Documents.Values.Where(document => !hasFilter || Matches(document, filter)).Skip(skip).Take(limit);
        return Texts(found);
    }

    /// <summary>Each document as a text of JSON within the answer's JSON, as the cloud gives them.</summary>
    private static string Texts(IEnumerable<string> documents)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            foreach (var document in documents)
            {
                writer.WriteStringValue(document);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static bool Matches(string json, JsonElement filter)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var condition in filter.EnumerateObject())
        {
            var has = document.RootElement.TryGetProperty(condition.Name, out var value);
            var isMet = condition.Value.ValueKind != JsonValueKind.Object ? has && JsonElement.DeepEquals(value, condition.Value)
                : condition.Value.EnumerateObject().Select(operation => operation.Name).SequenceEqual(["$in"])
                    ? has && condition.Value.GetProperty("$in").EnumerateArray().Any(item => JsonElement.DeepEquals(value, item))
                    : throw new CloudErrorException("UnsupportedOperation", $"The condition on `{condition.Name}` is not served by this emulator; it serves equality and $in.");
            if (!isMet)
            {
                return false;
            }
        }

        return true;
    }

    private static string Count(CollectionRecord collection, JsonElement command) => command.TryGetProperty("query", out _)
        ? throw new CloudErrorException("UnsupportedOperation", "A count with a query is not served by this emulator.")
        : $$"""[{"n":{{collection.Documents.Count}},"ok":1}]""";
}
