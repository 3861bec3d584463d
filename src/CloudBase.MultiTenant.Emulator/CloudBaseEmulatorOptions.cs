namespace CloudBase.MultiTenant.Emulator;

/// <summary>How an emulator behaves. Read once, when it starts.</summary>
public sealed class CloudBaseEmulatorOptions
{
    /// <summary>What every SecretId and SecretKey that an emulator makes begins with: the real cloud's never do, so that a client can tell them.</summary>
    public const string KeyPrefix = "EMULATOR-";

    /// <summary>The root account's SecretId when none is given: fixed, and recognisable as the emulator's.</summary>
    public const string DefaultSecretId = KeyPrefix + "AKID0000000000000000000";

    /// <summary>The root account's SecretKey when none is given: fixed, and recognisable as the emulator's.</summary>
    public const string DefaultSecretKey = KeyPrefix + "KEY00000000000000000000";

    /// <summary>The id of the platform's own environment when none is given: fixed, so that a host can name it before the emulator runs.</summary>
    public const string DefaultManagementEnvironmentId = "platform-0emulator";

    /// <summary>The key of the sandbox API when none is given: fixed, recognisable (<c>c10dba5e</c>), and of the form that E2B's clients ask for.</summary>
    public const string DefaultSandboxApiKey = "e2b_c10dba5ec10dba5ec10dba5ec10dba5ec10dba5e";

    /// <summary>The address to listen on.</summary>
    /// <value>The default is <c>127.0.0.1</c>.</value>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 picks a free one.</summary>
    public int Port { get; set; }

    /// <summary>Whether to listen at all; without it only <see cref="CloudBaseEmulator.CreateHandler"/> reaches the emulator.</summary>
    /// <value>The default is true.</value>
    public bool Listen { get; set; } = true;

    /// <summary>The directory that keeps the state; null keeps it in memory.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Whether an answer waits until its changes are forced to disk; without it they are written, which outlives the process but not the machine.</summary>
    /// <value>The default is true.</value>
    public bool SyncToDisk { get; set; } = true;

    /// <summary>The root account's SecretId.</summary>
    public string SecretId { get; set; } = DefaultSecretId;

    /// <summary>The root account's SecretKey.</summary>
    public string SecretKey { get; set; } = DefaultSecretKey;

    /// <summary>The token that must come with the root keys; null when they are permanent keys.</summary>
    public string? SecretToken { get; set; }

    /// <summary>The root account's UIN.</summary>
    public string AccountUin { get; set; } = "100000000001";

    /// <summary>The root account's APPID.</summary>
    /// <value>The default is 1250000001.</value>
    public long AppId { get; set; } = 1250000001;

    /// <summary>The region of a call that names none.</summary>
    public string Region { get; set; } = "ap-shanghai";

    /// <summary>Whether <c>ap-guangzhou</c>, which the cloud opens by whitelist, is served.</summary>
    public bool GuangzhouWhitelisted { get; set; }

    /// <summary>How many environments of the vendor's own pool AllocateEnv gives this account at a time; 0 where the account is not on the vendor's list, and is refused.</summary>
    /// <value>The default is 0.</value>
    public int AllocationPoolSize { get; set; }

    /// <summary>The alias of the platform's own environment, which is there from the start and was not ordered.</summary>
    public string ManagementEnvironmentAlias { get; set; } = "platform";

    /// <summary>The id of the platform's own environment in an account that is new.</summary>
    /// <value>The default is <see cref="DefaultManagementEnvironmentId"/>.</value>
    public string ManagementEnvironmentId { get; set; } = DefaultManagementEnvironmentId;

    /// <summary>How long an environment takes from its order to NORMAL.</summary>
    /// <value>The default is 0: ready at once.</value>
    public TimeSpan ReadyDelay { get; set; }

    /// <summary>How old an environment, user, policy or tag must be to appear in a list.</summary>
    /// <value>The default is 0: listed at once.</value>
    public TimeSpan ListLag { get; set; }

    /// <summary>How long a function that was made or changed is not active yet; until then it can be neither changed nor given a trigger.</summary>
    public TimeSpan FunctionReadyDelay { get; set; }

    /// <summary>How long an isolated environment waits for its purge.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan IsolationPeriod { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The status that DescribeEnvs shows for an isolated environment; the cloud's own is not published.</summary>
    /// <value>The default is <c>UNAVAILABLE</c>: DescribeBillingInfo is the way to tell.</value>
    public string IsolatedStatus { get; set; } = "UNAVAILABLE";

    /// <summary>The most environments at a time, isolated ones and the platform's own included.</summary>
    /// <value>The default is 500.</value>
    public int MaxEnvironments { get; set; } = 500;

    /// <summary>The most DestroyEnv calls in a calendar month.</summary>
    /// <value>The default is 200.</value>
    public int MaxDeletesPerMonth { get; set; } = 200;

    /// <summary>The most DestroyEnv calls ever.</summary>
    /// <value>The default is 2,000.</value>
    public int MaxDeletes { get; set; } = 2000;

    /// <summary>The most CAM users.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxUsers { get; set; } = 1000;

    /// <summary>The most CAM policies.</summary>
    /// <value>The default is 1,500.</value>
    public int MaxPolicies { get; set; } = 1500;

    /// <summary>Lifts the call rates and the account's counts (environments, deletions, users, policies); rules of form stay.</summary>
    public bool NoLimits { get; set; }

    /// <summary>Calls a second for an action (<c>tcb:CreateEnv</c>), over the published ones.</summary>
    public IDictionary<string, int> RatesPerSecond { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The account's balance in CNY.</summary>
    /// <value>The default is 1,000,000.</value>
    public decimal Balance { get; set; } = 1_000_000m;

    /// <summary>The code of an order that the balance does not cover; the cloud's own is not published.</summary>
    /// <value>The default is <c>ResourceInsufficient</c>.</value>
    public string InsufficientBalanceCode { get; set; } = "ResourceInsufficient";

    /// <summary>Whether new environments are sold out.</summary>
    public bool SoldOut { get; set; }

    /// <summary>Whether CreateEnv refuses tags that tag:CreateTag has not made.</summary>
    /// <value>The default is true.</value>
    public bool RequireExistingTags { get; set; } = true;

    /// <summary>Whether tcb refuses, when used, tokens that a sub-account asked for with a policy below the whole account, as field reports say.</summary>
    public bool FederationRefusedForSubAccounts { get; set; }

    /// <summary>The offset of the times that are written without one.</summary>
    /// <value>The default is 8 hours: China Standard Time.</value>
    public TimeSpan TimeOffset { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Makes ids, keys and chance repeatable; null draws them from the system.</summary>
    public int? Seed { get; set; }

    /// <summary>The clock: it drives delivery, lag, expiry, lapse, renewal and purge. An <see cref="EmulatorClock"/> can be advanced through the emulator; any other, by its owner.</summary>
    /// <value>The default is an <see cref="EmulatorClock"/> on the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = new EmulatorClock();

    /// <summary>Whether callers on other machines may use <c>/_emulator/</c>, which needs no key and gives all of the emulated account away.</summary>
    public bool AllowRemoteManagement { get; set; }

    /// <summary>The key that the sandbox API takes besides those that <c>CreateAPIKey</c> makes.</summary>
    /// <value>The default is <see cref="DefaultSandboxApiKey"/>.</value>
    public string SandboxApiKey { get; set; } = DefaultSandboxApiKey;

    /// <summary>The most sandboxes that run at a time; paused ones are not counted.</summary>
    /// <value>The default is 100.</value>
    public int MaxSandboxes { get; set; } = 100;

    /// <summary>Whether a sandbox that asks for the internet gets this machine's network, which holds the machine's own services too.</summary>
    /// <value>The default is false: no sandbox has a network but its own.</value>
    public bool SandboxInternet { get; set; }

    /// <summary>Whether sandboxes are plain processes of this user, with no isolation at all, where this machine can isolate none.</summary>
    /// <value>The default is false: a sandbox is refused there.</value>
    public bool UnsafeProcesses { get; set; }

    /// <summary>The version that sandboxes say their envd has; clients ask for less of an older one.</summary>
    /// <value>The default is <c>0.6.4</c>.</value>
    public string SandboxEnvdVersion { get; set; } = "0.6.4";

    /// <summary>Prices in CNY a month by package.</summary>
    /// <remarks>39.9 for <c>baas_personal</c> is published; the others are the emulator's own round figures, not the vendor's.</remarks>
    public IDictionary<string, decimal> MonthlyPrices { get; } = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["baas_personal"] = 39.9m,
        ["baas_pf_standard"] = 1000m,
        ["baas_pf_enterprise"] = 2000m,
        ["baas_pf_enterprise_senior"] = 3000m,
        ["baas_integration"] = 4000m,
    };

    internal bool AllocationListed => AllocationPoolSize > 0;

    internal decimal PriceOf(string packageId) => MonthlyPrices.TryGetValue(packageId, out var price) ? price : 0m;
}
