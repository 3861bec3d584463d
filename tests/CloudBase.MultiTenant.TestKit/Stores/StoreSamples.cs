using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Records to store. Every member that a record has is set somewhere here, so that a forgotten column is noticed.</summary>
public static class StoreSamples
{
    /// <summary>A fixed time with a fraction of ticks that text formats like to lose.</summary>
    public static DateTimeOffset Now { get; } = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>Ids that something on the way to a database might take for each other.</summary>
    public static IReadOnlyList<string> AwkwardIds { get; } =
    [
        "user-42@example.com",
        "User-42@example.com",
        "USER-42@EXAMPLE.COM",
        "resume",
        "résumé",
        "re\u0301sume\u0301",
        "straße",
        "strasse",
        "twenty-characters-id-a",
        "twenty-characters-id-b",
        "twenty-characters-id-a ",
        " twenty-characters-id-a",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
        "张伟",
        "張偉",
        "👩‍💻",
        "👨‍💻",
        "o'neil",
        "%",
        "_",
        "\"quoted\"",
        "ı",
        "i",
        "İ",
        new string('a', 255),
        new string('a', 256),
        new string('é', 127) + "a",
        new string('é', 128),
    ];

    /// <summary>Makes an alias out of a number.</summary>
    public static EnvironmentAlias Alias(int number) => EnvironmentAlias.Parse($"a{number:D8}");

    /// <summary>Makes an operation id out of a number.</summary>
    public static OperationId Operation(int number)
    {
        Span<char> text = stackalloc char[26];
        for (int i = 25; i >= 0; i--, number /= 32)
        {
            text[i] = "abcdefghijklmnopqrstuvwxyz234567"[number % 32];
        }

        return OperationId.Parse($"op-{text}");
    }

    /// <summary>Makes a key.</summary>
    public static TenantKey Key(string tenant, int generation = 1, string environment = "default", string account = "default") =>
        new(CloudAccountName.Parse(account), TenantId.Parse(tenant), EnvironmentName.Parse(environment), generation);

    /// <summary>Makes a tenant in which few members are set.</summary>
    public static Tenant Tenant(TenantKey key, int alias) => new()
    {
        Key = key,
        Alias = Alias(alias),
        State = TenantState.Provisioning,
        Spec = new TenantSpec
        {
            PackageId = "baas_personal",
            Resources = ["flexdb", "storage"],
            PeriodMonths = 1,
            Region = "ap-shanghai",
            Isolation = IsolationKind.WhiteLabel,
            Renewal = RenewalPolicy.Managed,
        },
        Marker = "9b1c",
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    /// <summary>Sets every member of a tenant that can be set.</summary>
    public static Tenant Filled(Tenant tenant) => tenant with
    {
        EnvironmentId = MultiTenant.EnvironmentId.Parse("Env-1a2B3c"),
        State = TenantState.Parked,
        Isolation =
        [
            new IsolationBinding(IsolationKind.CamSubAccount, IsolationBindingState.Active, StepData.Empty.With("uin", "100001").With("名", "值\n\"x\"")),
            new IsolationBinding(IsolationKind.WhiteLabel, IsolationBindingState.Preparing, StepData.Empty),
        ],
        Source = EnvironmentSource.Pool,
        Template = new AppliedTemplate("web", "3", new string('9', 64), Now.AddTicks(7)),
        Quota = new TenantQuota
        {
            MonthlyCalls = 5_000_000_000,
            CapacityBytes = 6_000_000_000,
            MonthlyTrafficBytes = 7_000_000_000,
            MonthlyCredits = 12.50m,
            RunningSandboxes = 2,
            MonthlySandboxSeconds = 36_000,
            TotalSandboxes = 0,
            PausedSandboxBytes = 8_000_000_000,
        },
        PaidUntil = Now.AddMonths(1).AddTicks(1),
        CloudRenewsItself = true,
        PurgeExpectedAt = Now.AddDays(7).AddTicks(3),
        CurrentOperation = Operation(77),
        StateReason = "余额不足: top up, then resume.",
        UpdatedAt = Now.AddTicks(1),
    };

    /// <summary>Makes an operation that is due now.</summary>
    public static TenantOperation OperationOf(int number, TenantKey tenant) => new()
    {
        Id = Operation(number),
        Kind = OperationKind.Provision,
        Tenant = tenant,
        State = OperationState.Pending,
        DueAt = Now,
        Deadline = Now.AddHours(1),
        CreatedAt = Now.AddTicks(number),
        UpdatedAt = Now,
    };

    /// <summary>Sets every member of an operation that can be set.</summary>
    public static TenantOperation Filled(TenantOperation operation) => operation with
    {
        State = OperationState.Waiting,
        Input = StepData.Empty.With("package", "baas_personal").With("空", ""),
        Result = StepData.Empty.With("environment", "Env-1a2B3c"),
        CurrentStep = "environment.obtain",
        Lease = new OperationLease("host-ä", 3, Now.AddSeconds(30).AddTicks(9)),
        Fence = 3,
        DueAt = Now.AddSeconds(5),
        Attempts = 2,
        CancelRequested = true,
        Problem = new OperationProblem("environment.obtain", "FailedOperation", "余额", "Top up \"now\"."),
        LastSequence = 4,
        CompletedAt = Now.AddHours(2),
    };

    /// <summary>Makes a journal entry.</summary>
    public static JournalEntry Entry(OperationId operation, long sequence, long fence = 0) => new()
    {
        Operation = operation,
        Sequence = sequence,
        Kind = JournalEntryKind.Intent,
        Step = "environment.obtain",
        Attempt = 1,
        Data = StepData.Empty.With("alias", "a1"),
        Fence = fence,
        At = Now.AddTicks(sequence),
        Note = "注",
    };

    /// <summary>Makes an API key's row.</summary>
    public static ApiKeySlot Slot(string environment, int slot, string scope = "mcp", long generation = 1, string keyName = "cbmt-k1") => new()
    {
        Tenant = Key("tenant"),
        Environment = EnvironmentId.Parse(environment),
        Slot = slot,
        Scope = scope,
        Generation = generation,
        State = ApiKeySlotState.Claimed,
        KeyName = keyName,
        Owner = "host-1",
        ClaimExpiresAt = Now.AddSeconds(30),
    };

    /// <summary>Makes an audit record.</summary>
    public static AuditRecord Audit(string detail) => new()
    {
        At = Now,
        Tenant = Key("tenant"),
        Operation = Operation(1),
        Step = "environment.obtain",
        Action = "environment:order",
        Outcome = AuditOutcome.Intent,
        Actor = "host-1",
        RequestId = "b3b1f0c4",
        Detail = detail,
    };
}
