using System.Globalization;
using CloudBase.MultiTenant.Emulator.Persistence;

namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>Everything one emulated account holds, with the indexes its calls need. Guarded by <see cref="Gate"/>.</summary>
internal sealed partial class AccountState
{
    private readonly ChangeLog _changes = new();
    private readonly Dictionary<string, List<ApiKeyRecord>> _apiKeysByEnvironment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ApiKeyRecord> _apiKeysByHash = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserRecord> _usersByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyRecord> _policiesByName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<AccessKeyRecord>> _accessKeysByUser = [];
    private readonly Dictionary<long, HashSet<long>> _usersByPolicy = [];
    private readonly Dictionary<TagPair, int> _tagUses = [];
    private readonly ITable[] _tables;
    private IChangeSink _sink = NoSink.Instance;

    public AccountState(CloudBaseEmulatorOptions options)
    {
        Options = options;
        Accounts = new("account", _ => "default", json => json.AccountRecord, _changes);
        Environments = new("environment", row => row.Id, json => json.EnvironmentRecord, _changes);
        ApiKeys = new("apiKey", row => row.Id, json => json.ApiKeyRecord, _changes);
        Users = new("user", row => Text(row.Uin), json => json.UserRecord, _changes);
        AccessKeys = new("accessKey", row => row.Id, json => json.AccessKeyRecord, _changes);
        Policies = new("policy", row => Text(row.Id), json => json.PolicyRecord, _changes);
        Tags = new("tag", row => TagId(row.Key, row.Value), json => json.TagRecord, _changes);
        Tokens = new("federationToken", row => row.SecretId, json => json.FederationTokenRecord, _changes);
        Orders = new("order", row => row.Entry.OrderId, json => json.LedgerRecord, _changes);
        LateCalls = new("lateCall", row => row.RequestId, json => json.LateCallRecord, _changes);
        Collections = new("collection", row => CollectionRecord.IdOf(row.EnvironmentId, row.Name), json => json.CollectionRecord, _changes);
        Functions = new("function", row => FunctionRecord.IdOf(row.EnvironmentId, row.Name), json => json.FunctionRecord, _changes);
        _tables = [Accounts, Environments, ApiKeys, Users, AccessKeys, Policies, Tags, Tokens, Orders, LateCalls, Collections, Functions];
        Chance = new Chance(options.Seed);
    }

    public Lock Gate { get; } = new();

    public CloudBaseEmulatorOptions Options { get; }

    public Chance Chance { get; private set; }

    public AccountRecord Account { get; private set; } = new();

    public Table<AccountRecord> Accounts { get; }

    public Table<EnvironmentRecord> Environments { get; }

    public Table<ApiKeyRecord> ApiKeys { get; }

    public Table<UserRecord> Users { get; }

    public Table<AccessKeyRecord> AccessKeys { get; }

    public Table<PolicyRecord> Policies { get; }

    public Table<TagRecord> Tags { get; }

    public Table<FederationTokenRecord> Tokens { get; }

    public Table<LedgerRecord> Orders { get; }

    public Table<LateCallRecord> LateCalls { get; }

    public Table<CollectionRecord> Collections { get; }

    public Table<FunctionRecord> Functions { get; }

    public IReadOnlyList<ITable> Tables => _tables;

    public List<LedgerEntry> Ledger { get; } = [];

    public LaggedList<EnvironmentRecord> EnvironmentList { get; } = new();

    public LaggedList<UserRecord> UserList { get; } = new();

    public LaggedList<PolicyRecord> PolicyList { get; } = new();

    public LaggedList<TagRecord> TagList { get; } = new();

    public static string TagId(string key, string value) => $"{key.Length}:{key}={value}";

    public DateTimeOffset NewestVisible(DateTimeOffset now) => now - Options.ListLag;

    /// <summary>Takes over what the tables were loaded with (nothing, the first time) and goes on from there.</summary>
    public void Open(IChangeSink sink, DateTimeOffset now)
    {
        _sink = sink;
        Reindex();
        if (Accounts.Find("default") is { } account)
        {
            Account = account;
        }
        else
        {
            Account = new AccountRecord
            {
                CreatedAt = now,
                Balance = Options.Balance,
                SoldOut = Options.SoldOut,
                ClockAdvanced = (Options.TimeProvider as EmulatorClock)?.Advanced ?? TimeSpan.Zero,
            };
        }

        // Rows from elsewhere may be of an earlier time; the clock that runs never goes back, so neither does what is kept of it.
        if (Options.TimeProvider is EmulatorClock clock && clock.Advanced > Account.ClockAdvanced)
        {
            Account.ClockAdvanced = clock.Advanced;
        }

        Account.Starts++;
        Accounts.Put(Account);
        // Each start draws from its own sequence, so that a restart with the same seed repeats no id.
        Chance = new Chance(Options.Seed is { } seed ? unchecked((seed * 397) ^ (Account.Starts * 7919)) : null);
        if (Account.ManagementEnvironmentId.Length == 0)
        {
            AddManagementEnvironment(now);
        }

        Commit();
    }

    /// <summary>Gives everything up and starts again, as a new account with the same keys.</summary>
    public void Reset(DateTimeOffset now)
    {
        GiveUp();
        Open(_sink, now);
    }

    /// <summary>Gives everything up for other rows and goes on from there.</summary>
    public void Replace(IReadOnlyList<StateRow> rows, DateTimeOffset now)
    {
        GiveUp();
        foreach (var row in rows)
        {
            _tables.Single(table => table.Kind == row.Kind).Load(row.Id, row.Row);
        }

        foreach (var table in _tables)
        {
            foreach (var (id, row) in table.All())
            {
                _changes.Put(table, id, row);
            }
        }

        Open(_sink, now);
    }

    private void GiveUp()
    {
        foreach (var table in _tables)
        {
            foreach (var (id, _) in table.All().ToList())
            {
                _changes.Remove(table, id);
            }

            table.Clear();
        }
    }

    /// <summary>Hands the changes to the journal; the task completes when they are durable.</summary>
    public Task Commit()
    {
        if (_changes.Changes.Count > 0)
        {
            _sink.Append(_changes.Changes);
            _changes.Clear();
        }

        return _sink.Durable;
    }

    public TRecord Numbered<TRecord>(TRecord row, DateTimeOffset now)
        where TRecord : Record
    {
        row.Sequence = ++Account.LastSequence;
        row.CreatedAt = now;
        Accounts.Put(Account);
        return row;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void AddManagementEnvironment(DateTimeOffset now)
    {
        var environment = Numbered(
            new EnvironmentRecord
            {
                Id = Options.ManagementEnvironmentId,
                Alias = Options.ManagementEnvironmentAlias,
                Region = Options.Region,
                PackageId = "baas_personal",
                Resources = ["flexdb", "storage", "function"],
                UpdatedAt = now,
                ReadyAt = now,
                ExpiresAt = now.AddYears(100),
            },
            now - Options.ListLag);
        Add(environment);
        Account.ManagementEnvironmentId = environment.Id;
        Accounts.Put(Account);
    }

    private void Reindex()
    {
        _apiKeysByEnvironment.Clear();
        _apiKeysByHash.Clear();
        _usersByName.Clear();
        _policiesByName.Clear();
        _accessKeysByUser.Clear();
        _usersByPolicy.Clear();
        _tagUses.Clear();
        _due.Clear();
        ReindexContent();
        EnvironmentList.Load(Environments.Rows);
        UserList.Load(Users.Rows);
        PolicyList.Load(Policies.Rows);
        TagList.Load(Tags.Rows);
        Ledger.Clear();
        Ledger.AddRange(Orders.Rows.OrderBy(row => row.Sequence).Select(row => row.Entry));
        foreach (var environment in Environments.Rows)
        {
            CountTags(environment.Tags, 1);
            Schedule(environment);
        }

        foreach (var key in ApiKeys.Rows.OrderBy(row => row.Sequence))
        {
            _apiKeysByHash[key.KeyHash] = key;
            Entry(_apiKeysByEnvironment, key.EnvironmentId).Add(key);
        }

        foreach (var user in Users.Rows)
        {
            _usersByName[user.Name] = user;
            foreach (var policyId in user.AttachedPolicies.Keys)
            {
                Entry(_usersByPolicy, policyId).Add(user.Uin);
            }
        }

        foreach (var policy in Policies.Rows)
        {
            _policiesByName[policy.Name] = policy;
        }

        foreach (var key in AccessKeys.Rows.OrderBy(row => row.Sequence))
        {
            Entry(_accessKeysByUser, key.UserUin).Add(key);
        }

        foreach (var token in Tokens.Rows)
        {
            Schedule(token);
        }

        foreach (var call in LateCalls.Rows)
        {
            Schedule(call);
        }
    }

    private static TValue Entry<TKey, TValue>(Dictionary<TKey, TValue> index, TKey key)
        where TKey : notnull
        where TValue : new()
    {
        if (!index.TryGetValue(key, out var value))
        {
            index[key] = value = new TValue();
        }

        return value;
    }
}
