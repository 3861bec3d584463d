using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>The documents that a collection starts with: each is put there once, under its own <c>_id</c>.</summary>
internal sealed class DocumentStore(TencentCloudClient client)
{
    private const int BatchSize = 100;

    /// <summary>How many characters of documents go into one call; a request may have ten megabytes.</summary>
    private const int BatchLength = 4 * 1024 * 1024;

    private static readonly string[] Numbers = ["$numberInt", "$numberLong", "$numberDouble"];

    public async ValueTask<IReadOnlyList<TemplateDocument>> FindMissingAsync(EnvironmentId environment, TemplateCollection collection, CancellationToken cancellationToken)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (TemplateDocument[] some in collection.Documents.Chunk(BatchSize))
        {
            var filter = new JsonObject { ["_id"] = new JsonObject { ["$in"] = new JsonArray([.. some.Select(d => (JsonNode)d.Id)]) } };
            foreach (JsonElement document in await QueryAsync(environment, collection.Name, filter, 0, some.Length, cancellationToken).ConfigureAwait(false))
            {
                found.Add(IdOf(document) ?? string.Empty);
            }
        }

        return [.. collection.Documents.Where(d => !found.Contains(d.Id))];
    }

    /// <summary>Inserts what is not there; in a collection that was just made, without looking first.</summary>
    public async ValueTask InsertMissingAsync(EnvironmentId environment, TemplateCollection collection, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(
                environment, collection.Name, isNew ? collection.Documents : await FindMissingAsync(environment, collection, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CloudCallException e) when (isNew && !e.IsTransient && e is not (CloudAccessDeniedException or CloudInvalidRequestException))
        {
            // Some may be there, from an attempt whose outcome nobody knows: what the database takes twice it refuses.
            await InsertMissingAsync(environment, collection, isNew: false, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<TemplateDocument>> ReadAllAsync(EnvironmentId environment, TableInfo table, int most, CancellationToken cancellationToken)
    {
        List<TemplateDocument> documents = [];
        for (int skip = 0; ; skip += BatchSize)
        {
            IReadOnlyList<JsonElement> page = await QueryAsync(environment, table.TableName!, null, skip, BatchSize, cancellationToken).ConfigureAwait(false);
            foreach (JsonElement document in page)
            {
                string id = IdOf(document) ?? throw Refused(table, "it has a document whose _id is no text, which could not be put elsewhere once and only once");
                documents.Add(new TemplateDocument(id, document.GetRawText()));
            }

            if (documents.Count > most)
            {
                throw Refused(table, $"it has more than {most} documents");
            }

            if (page.Count < BatchSize)
            {
                return documents;
            }
        }
    }

    private async ValueTask InsertAsync(EnvironmentId environment, string collection, IReadOnlyList<TemplateDocument> documents, CancellationToken cancellationToken)
    {
        int from = 0;
        while (from < documents.Count)
        {
            int to = from;
            int length = 0;
            while (to < documents.Count && to - from < BatchSize && (to == from || length + documents[to].Json.Length <= BatchLength))
            {
                length += documents[to++].Json.Length;
            }

            string list = string.Join(',', documents.Skip(from).Take(to - from).Select(d => d.Json));
            await client.CallAsync(
                TcbTableActions.InsertDocuments,
                new RunCommandsRequest(environment.Value, [new MongoCommand(collection, "INSERT", $"{{\"insert\":{Text(collection)},\"documents\":[{list}]}}")]),
                null, cancellationToken).ConfigureAwait(false);
            from = to;
        }
    }

    private async ValueTask<IReadOnlyList<JsonElement>> QueryAsync(
        EnvironmentId environment, string collection, JsonObject? filter, int skip, int limit, CancellationToken cancellationToken)
    {
        var find = new JsonObject { ["find"] = collection, ["filter"] = filter ?? [], ["sort"] = new JsonObject { ["_id"] = 1 }, ["skip"] = skip, ["limit"] = limit };
        RunCommandsResponse answer = await client.CallAsync(
            TcbTableActions.ReadDocuments, new RunCommandsRequest(environment.Value, [new MongoCommand(collection, "QUERY", find.ToJsonString())]), null, cancellationToken).ConfigureAwait(false);
        if (answer.Data is not [{ Length: > 0 } data, ..])
        {
            return [];
        }

        using JsonDocument list = JsonDocument.Parse(data);
        List<JsonElement> documents = [];
        foreach (JsonElement item in list.RootElement.EnumerateArray())
        {
            // The cloud gives each document as a text of JSON, or as it is.
            using JsonDocument document = JsonDocument.Parse(Plain(JsonNode.Parse(item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()))!.ToJsonString());
            documents.Add(document.RootElement.Clone());
        }

        return documents;
    }

    /// <summary>Numbers that the database writes as objects become numbers.</summary>
    private static JsonNode? Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } one when Array.Find(Numbers, one.ContainsKey) is { } kind && one[kind]?.GetValueKind() == JsonValueKind.String:
                return JsonNode.Parse(one[kind]!.GetValue<string>());
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Plain(m.Value?.DeepClone()))));
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Plain(i?.DeepClone()))]);
            default:
                return node?.DeepClone();
        }
    }

    private static string? IdOf(JsonElement document) =>
        document.TryGetProperty("_id", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static string Text(string value) => JsonValue.Create(value).ToJsonString();

    private static TemplateUnsupportedException Refused(TableInfo table, string why) => new(
        $"The documents of '{table.TableName}' cannot be captured: {why}. Leave the collection out of DocumentsOf, or put its documents into the template by hand.", "collections");
}
