namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>What is inside of environments: collections and functions, indexed by environment and sorted by name.</summary>
internal sealed partial class AccountState
{
    private static readonly SortedDictionary<string, CollectionRecord> NoCollections = [];
    private static readonly SortedDictionary<string, FunctionRecord> NoFunctions = [];

    private readonly Dictionary<string, SortedDictionary<string, CollectionRecord>> _collectionsByEnvironment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, FunctionRecord>> _functionsByEnvironment = new(StringComparer.Ordinal);

    public IReadOnlyCollection<CollectionRecord> CollectionsOf(string environmentId) => (_collectionsByEnvironment.GetValueOrDefault(environmentId) ?? NoCollections).Values;

    public IReadOnlyCollection<FunctionRecord> FunctionsOf(string environmentId) => (_functionsByEnvironment.GetValueOrDefault(environmentId) ?? NoFunctions).Values;

    public CollectionRecord? FindCollection(string environmentId, string name) => Collections.Find(CollectionRecord.IdOf(environmentId, name));

    public FunctionRecord? FindFunction(string environmentId, string name) => Functions.Find(FunctionRecord.IdOf(environmentId, name));

    /// <summary>Finds the code of a function by its hash, for a download that names it.</summary>
    public FunctionRecord? FindFunctionByCode(string environmentId, string sha256) => FunctionsOf(environmentId).FirstOrDefault(function => function.Sha256 == sha256);

    public void Put(CollectionRecord collection)
    {
        Collections.Put(collection);
        Sorted(_collectionsByEnvironment, collection.EnvironmentId)[collection.Name] = collection;
    }

    public void Remove(CollectionRecord collection)
    {
        Collections.Remove(collection);
        _collectionsByEnvironment.GetValueOrDefault(collection.EnvironmentId)?.Remove(collection.Name);
    }

    public void Put(FunctionRecord function)
    {
        Functions.Put(function);
        Sorted(_functionsByEnvironment, function.EnvironmentId)[function.Name] = function;
    }

    public void Remove(FunctionRecord function)
    {
        Functions.Remove(function);
        _functionsByEnvironment.GetValueOrDefault(function.EnvironmentId)?.Remove(function.Name);
    }

    private void PurgeContent(string environmentId)
    {
        foreach (var collection in CollectionsOf(environmentId).ToList())
        {
            Remove(collection);
        }

        foreach (var function in FunctionsOf(environmentId).ToList())
        {
            Remove(function);
        }
    }

    private void ReindexContent()
    {
        _collectionsByEnvironment.Clear();
        _functionsByEnvironment.Clear();
        foreach (var collection in Collections.Rows)
        {
            Sorted(_collectionsByEnvironment, collection.EnvironmentId)[collection.Name] = collection;
        }

        foreach (var function in Functions.Rows)
        {
            Sorted(_functionsByEnvironment, function.EnvironmentId)[function.Name] = function;
        }
    }

    private static SortedDictionary<string, TRow> Sorted<TRow>(Dictionary<string, SortedDictionary<string, TRow>> index, string environmentId)
    {
        if (!index.TryGetValue(environmentId, out var rows))
        {
            index[environmentId] = rows = new SortedDictionary<string, TRow>(StringComparer.Ordinal);
        }

        return rows;
    }
}
