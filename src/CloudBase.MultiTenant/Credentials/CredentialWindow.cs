namespace CloudBase.MultiTenant.Credentials;

/// <summary>When a credential is renewed, and until when it is handed out. RefreshAt &lt; MustRefreshAt &lt; ServeUntil &lt; expiry, for every lifetime.</summary>
/// <param name="RefreshAt">From here a renewal runs in the background.</param>
/// <param name="MustRefreshAt">From here a caller waits for the renewal.</param>
/// <param name="ServeUntil">From here it is not handed out, whatever the issuer does.</param>
internal readonly record struct CredentialWindow(DateTimeOffset RefreshAt, DateTimeOffset MustRefreshAt, DateTimeOffset ServeUntil)
{
    private static readonly TimeSpan LongestFloor = TimeSpan.FromSeconds(30);

    /// <param name="issuedAt">When it was issued.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="chance">From 0 up to 1; spreads the renewals of credentials that were issued together over a quarter of the lifetime.</param>
    /// <param name="clockSkew">How far the cloud's clock may be ahead.</param>
    public static CredentialWindow For(DateTimeOffset issuedAt, DateTimeOffset expiresAt, double chance, TimeSpan clockSkew)
    {
        TimeSpan lifetime = expiresAt - issuedAt;
        TimeSpan margin = HardMargin(lifetime);
        // Half of the margin at most: a short lifetime must leave time between "must" and "no more".
        TimeSpan skew = Min(clockSkew, margin / 2);
        return new CredentialWindow(issuedAt + (lifetime * (0.45 + (0.25 * chance))), expiresAt - margin, expiresAt - skew);
    }

    /// <summary>min(max(60 s, 15 %), 25 %) of the lifetime before expiry, a renewal can no longer wait.</summary>
    public static TimeSpan HardMargin(TimeSpan lifetime) => Min(Max(TimeSpan.FromSeconds(60), lifetime * 0.15), lifetime * 0.25);

    /// <summary>The same key is never renewed more often than this: min(30 s, a tenth of the lifetime).</summary>
    public static TimeSpan Floor(TimeSpan lifetime) => Min(LongestFloor, lifetime / 10);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
