using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Rights to begin something, which come in at a rate. Kept in a record that hosts share, where a limiter of one process would not do.</summary>
/// <param name="Tokens">How many there are, as of <paramref name="At"/>.</param>
/// <param name="At">When they were counted; null for never.</param>
internal readonly record struct TokenBucket(double Tokens, DateTimeOffset? At)
{
    private const string TokensEntry = "tokens";
    private const string AtEntry = "tokensAt";

    /// <summary>Gets the bucket that was never used: one may begin at once.</summary>
    public static TokenBucket New { get; } = new(1, null);

    /// <summary>Adds what has come in since. One second's worth is kept, so that what was full for long does not begin all at once.</summary>
    public TokenBucket FilledAt(DateTimeOffset now, double perSecond)
    {
        double since = At is { } at && now > at ? (now - at).TotalSeconds : 0;
        return new TokenBucket(Math.Min(Math.Max(1, perSecond), Tokens + (since * perSecond)), now);
    }

    public TokenBucket Without(int taken) => this with { Tokens = Tokens - taken };

    public static TokenBucket Read(StepData data) => new(
        data.Find(TokensEntry) is { } tokens ? double.Parse(tokens, CultureInfo.InvariantCulture) : 1, WorkflowData.FindTime(data, AtEntry));

    public StepData Write() => StepData.Empty
        .With(TokensEntry, Tokens.ToString("R", CultureInfo.InvariantCulture))
        .With(AtEntry, At is { } at ? WorkflowData.Write(at) : null);
}
