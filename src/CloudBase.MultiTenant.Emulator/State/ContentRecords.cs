namespace CloudBase.MultiTenant.Emulator.State;

internal sealed record IndexKey(string Name, string Direction);

internal sealed record CollectionIndex(string Name, List<IndexKey> Keys, bool Unique, bool Sparse);

/// <summary>A document collection of an environment, with its documents.</summary>
internal sealed class CollectionRecord : Record
{
    public string EnvironmentId { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string AclTag { get; set; } = "PRIVATE";

    public string Rule { get; set; } = string.Empty;

    public List<CollectionIndex> Indexes { get; set; } = [];

    /// <summary>The documents as JSON, by their _id as JSON.</summary>
    public SortedDictionary<string, string> Documents { get; set; } = new(StringComparer.Ordinal);

    public static string IdOf(string environmentId, string name) => $"{environmentId}/{name}";
}

internal sealed record FunctionTrigger(string Name, string Type, string Description, string CustomArgument, bool Open, DateTimeOffset AddedAt);

internal sealed record FunctionVariable(string Key, string Value);

/// <summary>A function of an environment.</summary>
internal sealed class FunctionRecord : Record
{
    public string EnvironmentId { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Id { get; set; } = string.Empty;

    public string Runtime { get; set; } = string.Empty;

    public string Handler { get; set; } = string.Empty;

    public string Description { get; set; } = string.Empty;

    public string Type { get; set; } = "Event";

    public string InstallDependency { get; set; } = "FALSE";

    public long MemorySize { get; set; }

    public long Timeout { get; set; }

    public List<FunctionVariable> Variables { get; set; } = [];

    public List<FunctionTrigger> Triggers { get; set; } = [];

    public byte[] Zip { get; set; } = [];

    public string Sha256 { get; set; } = string.Empty;

    public DateTimeOffset ModifiedAt { get; set; }

    public DateTimeOffset ReadyAt { get; set; }

    public static string IdOf(string environmentId, string name) => $"{environmentId}/{name}";

    public string StatusAt(DateTimeOffset now) => ReadyAt <= now ? "Active" : CreatedAt == ModifiedAt ? "Creating" : "Updating";
}

internal sealed class LoginSettings
{
    public bool PhoneNumber { get; set; }

    public bool Email { get; set; }

    public bool UserName { get; set; }

    public bool Anonymous { get; set; }
}
