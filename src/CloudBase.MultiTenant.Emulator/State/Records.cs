namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>A row of the emulator's state; <see cref="Sequence"/> is its place in the order of creation.</summary>
internal abstract class Record
{
    public long Sequence { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class AccountRecord : Record
{
    public long LastSequence { get; set; }

    public int Starts { get; set; }

    /// <summary>How far the clock was advanced, so that a restart does not go back in time.</summary>
    public TimeSpan ClockAdvanced { get; set; }

    public decimal Balance { get; set; }

    public bool SoldOut { get; set; }

    public string ManagementEnvironmentId { get; set; } = string.Empty;

    public int DeletesEver { get; set; }

    public int DeletesThisMonth { get; set; }

    public string DeleteMonth { get; set; } = string.Empty;
}

internal sealed record TagPair(string Key, string Value);

internal sealed record ExternalBucket(string BucketName, string Region, string BasePath, bool Enabled);

internal sealed record AuthDomain(string Id, string Domain, DateTimeOffset CreatedAt);

internal sealed class EnvironmentRecord : Record
{
    public string Id { get; set; } = string.Empty;

    public string Alias { get; set; } = string.Empty;

    public string Region { get; set; } = string.Empty;

    public string PackageId { get; set; } = string.Empty;

    public List<string> Resources { get; set; } = [];

    public List<TagPair> Tags { get; set; } = [];

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset ReadyAt { get; set; }

    public bool DeliveryFailed { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public bool AutoRenew { get; set; }

    public int RenewMonths { get; set; } = 1;

    public bool EnableOverrun { get; set; }

    public long CustomQps { get; set; } = -1;

    public DateTimeOffset? IsolatedAt { get; set; }

    public ExternalBucket? ExternalStorage { get; set; }

    public List<AuthDomain> AuthDomains { get; set; } = [];

    /// <summary>The id under which it was allocated from the vendor's pool; null for one that was ordered.</summary>
    public string? AllocateId { get; set; }

    public LoginSettings Login { get; set; } = new();

    /// <summary>What was set for the metrics of usage, by their names.</summary>
    public SortedDictionary<string, long> Usage { get; set; } = new(StringComparer.Ordinal);

    public string OrderId { get; set; } = string.Empty;

    public LedgerEntryKind OrderKind { get; set; }

    public DateTimeOffset OrderAt { get; set; }

    public bool IsReady(DateTimeOffset now) => IsolatedAt is null && !DeliveryFailed && ReadyAt <= now;
}

internal sealed class ApiKeyRecord : Record
{
    public string Id { get; set; } = string.Empty;

    public string EnvironmentId { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public bool IsPublishKey { get; set; }

    /// <summary>Kept whole for a publish key (it is always shown), as its SHA-256 for an api_key.</summary>
    public string KeyHash { get; set; } = string.Empty;

    public string Shown { get; set; } = string.Empty;

    public DateTimeOffset? ExpiresAt { get; set; }
}

internal sealed class UserRecord : Record
{
    public long Uin { get; set; }

    public long Uid { get; set; }

    public string Name { get; set; } = string.Empty;

    public string Remark { get; set; } = string.Empty;

    public int ConsoleLogin { get; set; }

    public string PhoneNumber { get; set; } = string.Empty;

    public string CountryCode { get; set; } = string.Empty;

    public string Email { get; set; } = string.Empty;

    public bool NeedResetPassword { get; set; }

    public SortedDictionary<long, DateTimeOffset> AttachedPolicies { get; set; } = [];
}

internal sealed class AccessKeyRecord : Record
{
    public string Id { get; set; } = string.Empty;

    public string SecretKey { get; set; } = string.Empty;

    public long UserUin { get; set; }

    public string Description { get; set; } = string.Empty;

    public bool Active { get; set; } = true;
}

internal sealed class PolicyRecord : Record
{
    public long Id { get; set; }

    public string Name { get; set; } = string.Empty;

    public string Description { get; set; } = string.Empty;

    public string Document { get; set; } = string.Empty;

    public DateTimeOffset UpdatedAt { get; set; }

    public List<TagPair> Tags { get; set; } = [];
}

internal sealed class TagRecord : Record
{
    public string Key { get; set; } = string.Empty;

    public string Value { get; set; } = string.Empty;
}

internal sealed class FederationTokenRecord : Record
{
    public string SecretId { get; set; } = string.Empty;

    public string SecretKey { get; set; } = string.Empty;

    public string Token { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    /// <summary>The sub-account that asked for it, or 0 for the root account.</summary>
    public long MintedByUin { get; set; }

    public string Policy { get; set; } = string.Empty;

    public DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class LedgerRecord : Record
{
    public LedgerEntry Entry { get; set; } = null!;
}

/// <summary>A call whose reply was lost and whose effect comes later.</summary>
internal sealed class LateCallRecord : Record
{
    public DateTimeOffset LandsAt { get; set; }

    public string Service { get; set; } = string.Empty;

    public string Action { get; set; } = string.Empty;

    public string Region { get; set; } = string.Empty;

    public string Arguments { get; set; } = string.Empty;

    public string RequestId { get; set; } = string.Empty;

    public string Signature { get; set; } = string.Empty;

    public DateTimeOffset SignedAt { get; set; }

    public long CallerUin { get; set; }

    public string? SessionPolicy { get; set; }
}
