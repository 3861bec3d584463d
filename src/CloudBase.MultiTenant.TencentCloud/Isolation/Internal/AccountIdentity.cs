using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Who the platform's key belongs to; asked seldom, remembered for a while, because keys can be rotated to another caller.</summary>
internal sealed class AccountIdentity(Func<CancellationToken, ValueTask<CallerIdentity>> ask, TimeProvider timeProvider)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly SharedRead<Known> _asking = new();
    private volatile Known? _known;

    public AccountIdentity(TencentCloudClient client, TimeProvider timeProvider)
        : this(ct => AskAsync(client, ct), timeProvider)
    {
    }

    internal async ValueTask<CallerIdentity> GetAsync(CancellationToken cancellationToken)
    {
        Known? known = _known;
        if (known is null || timeProvider.GetUtcNow() - known.At >= Lifetime)
        {
            known = await _asking.GetAsync(ReadAsync, cancellationToken).ConfigureAwait(false);
        }

        return known.Identity;
    }

    private async ValueTask<Known> ReadAsync(CancellationToken cancellationToken) =>
        _known = new Known(await ask(cancellationToken).ConfigureAwait(false), timeProvider.GetUtcNow());

    private static async ValueTask<CallerIdentity> AskAsync(TencentCloudClient client, CancellationToken cancellationToken)
    {
        GetCallerIdentityResponse answer =
            await client.CallAsync(StsActions.GetCallerIdentity, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        return Of(answer);
    }

    /// <summary>Reads the cloud's answer.</summary>
    internal static CallerIdentity Of(GetCallerIdentityResponse answer) => new(answer.AccountId ?? string.Empty, answer.Arn ?? string.Empty, KindOf(answer));

    // Only what is plainly the root account is taken for it; only what is plainly a sub-account gets a sub-account's longer tokens.
    private static CallerKind KindOf(GetCallerIdentityResponse answer) =>
        answer.Arn?.StartsWith("qcs::sts:", StringComparison.Ordinal) == true ? CallerKind.Temporary
        : answer.UserId is { Length: > 0 } user && user == answer.AccountId ? CallerKind.Root
        : answer.UserId is { Length: > 0 } ? CallerKind.SubAccount
        : CallerKind.Temporary;

    private sealed record Known(CallerIdentity Identity, DateTimeOffset At);
}

/// <summary>Who the platform's key belongs to.</summary>
/// <param name="AccountUin">The number of the root account.</param>
/// <param name="Arn">The caller's own name.</param>
/// <param name="Kind">What kind of caller it is.</param>
internal sealed record CallerIdentity(string AccountUin, string Arn, CallerKind Kind);

/// <summary>What kind of caller a key belongs to; it decides how long temporary keys may last, and whether they work.</summary>
internal enum CallerKind
{
    Root,
    SubAccount,
    Temporary,
}
