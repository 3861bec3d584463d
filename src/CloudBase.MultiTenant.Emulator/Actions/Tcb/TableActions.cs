using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>CreateTable, DescribeTable, DescribeTables, ListTables, UpdateTable, DeleteTable: operation-level, as CAM authorises them against the account.</summary>
internal static class TableActions
{
    public const int MaxCollections = 400;
    public const int MaxIndexes = 64;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount("CreateTable", "TableName string !; Tag string; PermissionInfo PermissionInfo; EnvId string; MongoConnector MongoConnector", 20, CreateTable),
        TcbParameters.OnAccount("DescribeTable", "TableName string !; Tag string; EnvId string; MongoConnector MongoConnector", 20, DescribeTable),
        TcbParameters.OnAccount("DescribeTables", "MgoLimit number !; Tag string; MgoOffset number; EnvId string; MongoConnector MongoConnector; TableNames string[]", 20, ListTables),
        TcbParameters.OnAccount(
            "ListTables", "MgoLimit number !; Tag string; MgoOffset number; Filters string[]; SearchValue string; ShowHidden boolean; EnvId string; MongoConnector MongoConnector", 20, ListTables),
        TcbParameters.OnAccount(
            "UpdateTable", "TableName string !; Tag string; DropIndexes DropIndex[]; CreateIndexes CreateIndex[]; EnvId string; MongoConnector MongoConnector", 20, UpdateTable),
        TcbParameters.OnAccount("DeleteTable", "TableName string !; Tag string; EnvId string; MongoConnector MongoConnector", 20, DeleteTable),
    ];

    /// <summary>The environment of a database call. The cloud also finds it by Tag, the database's instance; the emulator asks for EnvId.</summary>
    public static EnvironmentRecord Database(ActionContext context)
    {
        if (context.Arguments.Item("MongoConnector") is not null)
        {
            throw new CloudErrorException("UnsupportedOperation", "The parameter `MongoConnector` is not served by this emulator.");
        }

        var environment = context.LiveEnvironment();
        return environment.IsReady(context.Now)
            ? environment
            : throw new CloudErrorException("ResourceUnavailable", $"The database of the environment '{environment.Id}' is not ready; wait until the environment is NORMAL.");
    }

    public static CollectionRecord Collection(ActionContext context, string parameter) => Collection(context, Database(context), context.Arguments.Required(parameter));

    public static CollectionRecord Collection(ActionContext context, EnvironmentRecord environment, string name) =>
        context.State.FindCollection(environment.Id, name) ?? throw CloudErrorException.NotFound($"The collection '{name}' of '{environment.Id}'");

    private static void CreateTable(ActionContext context)
    {
        var environment = Database(context);
        var name = context.Arguments.Required("TableName");
        if (name.Length > 64 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')))
        {
            throw CloudErrorException.InvalidValue("TableName", name, "it takes at most 64 letters, digits, '_' and '-'");
        }

        if (context.State.FindCollection(environment.Id, name) is not null)
        {
            throw new CloudErrorException("ResourceInUse", $"The collection '{name}' of '{environment.Id}' is there already.");
        }

        if (context.State.CollectionsOf(environment.Id).Count >= MaxCollections)
        {
            throw new CloudErrorException("LimitExceeded", $"The environment '{environment.Id}' has {MaxCollections} collections, the most there can be.");
        }

        var collection = context.State.Numbered(new CollectionRecord { EnvironmentId = environment.Id, Name = name }, context.Now);
        if (context.Arguments.Item("PermissionInfo") is { } permission)
        {
            if (permission.Required("EnvId") != environment.Id)
            {
                throw CloudErrorException.InvalidValue("PermissionInfo.EnvId", permission.Text("EnvId"), "it must be the collection's environment");
            }

            RuleActions.Set(collection, permission.Required("AclTag"), permission.Text("Rule"), "PermissionInfo.AclTag");
        }

        context.State.Put(collection);
    }

    private static void DescribeTable(ActionContext context)
    {
        var collection = Collection(context, "TableName");
        context.Json.WriteStartArray("Indexes");
        WriteIndex(context, "_id_", [new IndexKey("_id", "1")], true);
        foreach (var index in collection.Indexes)
        {
            WriteIndex(context, index.Name, index.Keys, index.Unique);
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("IndexNum", collection.Indexes.Count + 1);
    }

    private static void WriteIndex(ActionContext context, string name, List<IndexKey> keys, bool unique)
    {
        context.Json.WriteStartObject();
        context.Json.WriteString("Name", name);
        context.Json.WriteNumber("Size", 4096);
        context.Json.WriteStartArray("Keys");
        foreach (var key in keys)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("Name", key.Name);
            context.Json.WriteString("Direction", key.Direction);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteBoolean("Unique", unique);
        context.Json.WriteEndObject();
    }

    private static void ListTables(ActionContext context)
    {
        if (context.Arguments.Texts("Filters").Count > 0)
        {
            throw new CloudErrorException("UnsupportedOperation", "The parameter `Filters` is not served by this emulator.");
        }

        var environment = Database(context);
        var offset = (int)context.Arguments.Range("MgoOffset", 0, int.MaxValue, 0);
        var limit = (int)context.Arguments.Range("MgoLimit", 1, 1000, 10);
        var names = context.Arguments.Texts("TableNames");
        var search = context.Arguments.Text("SearchValue") ?? string.Empty;
        var tables = context.State.CollectionsOf(environment.Id)
            .Where(collection => (names.Count == 0 || names.Contains(collection.Name)) && collection.Name.Contains(search, StringComparison.Ordinal)).ToList();
        context.Json.WriteStartArray("Tables");
        foreach (var collection in tables.Skip(offset).Take(limit))
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("TableName", collection.Name);
            context.Json.WriteNumber("Count", collection.Documents.Count);
            context.Json.WriteNumber("Size", collection.Documents.Values.Sum(document => (long)document.Length));
            context.Json.WriteNumber("IndexCount", collection.Indexes.Count + 1);
            context.Json.WriteNumber("IndexSize", (collection.Indexes.Count + 1) * 4096);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
        context.Json.WriteStartObject("Pager");
        context.Json.WriteNumber("Offset", offset);
        context.Json.WriteNumber("Limit", limit);
        context.Json.WriteNumber("Total", tables.Count);
        context.Json.WriteEndObject();
    }

    private static void UpdateTable(ActionContext context)
    {
        var collection = Collection(context, "TableName");
        var indexes = collection.Indexes.ToList();
        foreach (var drop in context.Arguments.Items("DropIndexes"))
        {
            var name = drop.Required("IndexName");
            if (indexes.RemoveAll(index => index.Name == name) == 0)
            {
                throw CloudErrorException.NotFound($"The index '{name}' of the collection '{collection.Name}'");
            }
        }

        foreach (var create in context.Arguments.Items("CreateIndexes"))
        {
            var index = Read(create);
            var known = indexes.Find(other => other.Name == index.Name);
            if (known is not null && !(known.Unique == index.Unique && known.Sparse == index.Sparse && known.Keys.SequenceEqual(index.Keys)))
            {
                throw new CloudErrorException("ResourceInUse", $"The index '{index.Name}' of the collection '{collection.Name}' is there with other fields; drop it first.");
            }

            if (known is null)
            {
                indexes.Add(index);
            }
        }

        if (indexes.Count >= MaxIndexes)
        {
            throw new CloudErrorException("LimitExceeded", $"The collection '{collection.Name}' would have {indexes.Count + 1} indexes and may have {MaxIndexes}.");
        }

        collection.Indexes = indexes;
        context.State.Put(collection);
    }

    private static CollectionIndex Read(Arguments create)
    {
        var name = create.Required("IndexName");
        var schema = create.Item("MgoKeySchema") ?? throw CloudErrorException.Missing("CreateIndexes.MgoKeySchema");
        if (schema.Text("PartialFilterExpression") is { Length: > 0 })
        {
            throw new CloudErrorException("UnsupportedOperation", "The parameter `PartialFilterExpression` is not served by this emulator.");
        }

        var keys = schema.Items("MgoIndexKeys").ConvertAll(key => new IndexKey(key.Required("Name"), key.Required("Direction")));
        if (keys.Count == 0 || keys.Exists(key => key.Direction is not ("1" or "-1" or "2dsphere")))
        {
            throw CloudErrorException.InvalidValue("CreateIndexes.MgoKeySchema.MgoIndexKeys", string.Join(',', keys.Select(key => key.Direction)), "it names fields, each with the direction 1, -1 or 2dsphere");
        }

        return new CollectionIndex(name, keys, schema.Flag("MgoIsUnique") ?? false, schema.Flag("MgoIsSparse") ?? false);
    }

    private static void DeleteTable(ActionContext context) => context.State.Remove(Collection(context, "TableName"));
}
