using System.Collections.Frozen;
using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>How finely the cloud authorises each known action. The data and its sources are in <c>action-granularity.json</c>.</summary>
public sealed class ActionGranularityTable
{
    private static readonly Lazy<ActionGranularityTable> Instance = new(Load);

    private readonly FrozenDictionary<string, GrantLevel> _actions;
    private readonly FrozenSet<string> _harmless;

    private ActionGranularityTable(FrozenDictionary<string, GrantLevel> actions, FrozenSet<string> harmless)
    {
        _actions = actions;
        _harmless = harmless;
    }

    /// <summary>Gets the table that ships with this package.</summary>
    public static ActionGranularityTable Default => Instance.Value;

    /// <summary>Gets the known actions, such as <c>tcb:CreateEnv</c>.</summary>
    public IReadOnlyDictionary<string, GrantLevel> Actions => _actions;

    /// <summary>Gets the operation-level reads that tell nothing about any tenant.</summary>
    public IReadOnlySet<string> HarmlessReads => _harmless;

    /// <summary>Finds how finely an action is authorised.</summary>
    /// <param name="action">The action, such as <c>tcb:CreateEnv</c>.</param>
    public GrantLevel Find(string action) => _actions.GetValueOrDefault(action);

    private static ActionGranularityTable Load()
    {
        using Stream stream = typeof(ActionGranularityTable).Assembly.GetManifestResourceStream(typeof(ActionGranularityTable), "action-granularity.json")
            ?? throw new InvalidOperationException("The resource action-granularity.json is missing from the assembly.");
        using JsonDocument document = JsonDocument.Parse(stream);
        Dictionary<string, GrantLevel> actions = new(StringComparer.Ordinal);
        HashSet<string> harmless = new(StringComparer.Ordinal);
        foreach (JsonProperty service in document.RootElement.GetProperty("services").EnumerateObject())
        {
            Add(service, "resource", name => actions.Add(name, GrantLevel.Resource));
            Add(service, "operation", name => actions.Add(name, GrantLevel.Operation));
            Add(service, "harmless", name =>
            {
                actions.Add(name, GrantLevel.Operation);
                harmless.Add(name);
            });
        }

        return new ActionGranularityTable(actions.ToFrozenDictionary(StringComparer.Ordinal), harmless.ToFrozenSet(StringComparer.Ordinal));
    }

    private static void Add(JsonProperty service, string list, Action<string> add)
    {
        if (service.Value.TryGetProperty(list, out JsonElement names))
        {
            foreach (JsonElement name in names.EnumerateArray())
            {
                add($"{service.Name}:{name.GetString()}");
            }
        }
    }
}
