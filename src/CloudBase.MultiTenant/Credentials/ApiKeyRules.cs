using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>What may be done with an API key's row, and when.</summary>
internal sealed class ApiKeyRules(CloudBaseOptions options)
{
    /// <summary>The cloud makes no key that lives shorter.</summary>
    public static readonly TimeSpan ShortestLifetime = TimeSpan.FromHours(2);

    /// <summary>How many keys the cloud lets an environment have.</summary>
    public const int CloudSlots = 5;

    private readonly CredentialOptions _credentials = options.Credentials;

    /// <summary>How long a call whose reply was lost may take to land and to be listed: only then is a missing key taken for not made.</summary>
    public TimeSpan SettleTime => options.Provisioning.SignatureWindow + options.Provisioning.CreateVisibility;

    public static string Purpose(ApiKeySlot row) => $"api-key/{row.Tenant.Account}/{row.Environment}/{row.KeyName}";

    /// <summary>Another host may clean up a claim only when its owner, whose clock may be behind, knows that it has expired.</summary>
    public bool IsStale(ApiKeySlot row, DateTimeOffset now) => now > row.ClaimExpiresAt + options.Operations.HostClockSkew;

    public bool HasExpired(ApiKeySlot row, DateTimeOffset now) => row.ExpiresAt is { } expiry && now > expiry + options.Provisioning.ClockSkew;

    public static DateTimeOffset MustRefreshAt(ApiKeySlot row) =>
        row.ExpiresAt!.Value - CredentialWindow.HardMargin(row.ExpiresAt.Value - row.IssuedAt!.Value);

    /// <summary>The first slot of those that this library may use that no row has; null where all are taken.</summary>
    public int? FreeSlot(IReadOnlyList<ApiKeySlot> rows)
    {
        int slots = Math.Min(_credentials.MaxSlots, CloudSlots);
        for (int slot = 1; rows.Count < slots && slot <= slots; slot++)
        {
            if (rows.All(r => r.Slot != slot))
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>From here no host hands it out, whatever the issuer does.</summary>
    public DateTimeOffset ServeUntil(ApiKeySlot row) =>
        CredentialWindow.For(row.IssuedAt!.Value, row.ExpiresAt!.Value, 0, options.Provisioning.ClockSkew).ServeUntil;

    /// <summary>
    /// A key that was replaced may go before it expires, to make room, once no host hands it out any more and each holder has had
    /// the minimum that it was promised; a holder who was promised more keeps it to the end (the row's claim says so).
    /// </summary>
    public bool MayMakeRoom(ApiKeySlot row, IReadOnlyList<ApiKeySlot> rows, DateTimeOffset now)
    {
        if (row.State != ApiKeySlotState.Retiring || row.KeyId is null || now < row.ClaimExpiresAt)
        {
            return false;
        }

        DateTimeOffset? replacedAt = rows.Where(r => r.Scope == row.Scope && r.Generation > row.Generation && r.IssuedAt is not null).Min(r => r.IssuedAt);
        return replacedAt is null
            || now >= replacedAt + _credentials.TenantCheckInterval + options.Operations.HostClockSkew + _credentials.MinimumRemaining;
    }

    /// <summary>When the row is expected to be free at the latest.</summary>
    public DateTimeOffset FreeAt(ApiKeySlot row) =>
        row.ExpiresAt is { } expiry ? expiry + options.Provisioning.ClockSkew : row.ClaimExpiresAt + options.Operations.HostClockSkew;
}
