namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>A limit of the account of which every sub-account takes one.</summary>
/// <param name="what">What is limited, in words.</param>
/// <param name="maximum">How many there may be.</param>
/// <param name="option">The option that says so.</param>
internal sealed class CamLimit(string what, int maximum, string option)
{
    /// <summary>Counts how many are free beside those that are reserved.</summary>
    /// <param name="current">How many the account says that it has; null when it does not say.</param>
    /// <param name="reserved">The names that are reserved, some of which may be there by now.</param>
    /// <param name="list">Lists the names that are there. Asked only where counting a name twice would say that it is full.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CloudLimitExceededException">None is free.</exception>
    internal async ValueTask<int> CountFreeAsync(
        long? current, string[] reserved, Func<CancellationToken, ValueTask<IReadOnlyList<string>>> list, CancellationToken cancellationToken)
    {
        long used = (current ?? 0) + reserved.Length;
        if (used >= maximum && reserved.Length > 0 && !(current >= maximum))
        {
            // The count may be ahead of the list, or behind it: whichever makes more of it holds.
            IReadOnlyList<string> there = await list(cancellationToken).ConfigureAwait(false);
            int missing = reserved.Except(there, StringComparer.Ordinal).Count();
            used = Math.Max(current ?? 0, there.Count) + missing;
        }

        return used < maximum ? (int)(maximum - used) : throw Full(used, reserved.Length);
    }

    private CloudLimitExceededException Full(long used, int reserved) => new(
        $"The account has {used} {what} of {maximum}{(reserved == 0 ? string.Empty : ", those counted in that are reserved for tenants on their way")}, "
        + "so that no further tenant can have a sub-account. Nothing was bought. "
        + $"Deprovision tenants, use white-label isolation for new ones, or have the limit raised and set CamSubAccountOptions.{option}.",
        new CloudErrorDetails { Service = "cam", Action = "GetAccountSummary", Code = "LimitExceeded", Effect = CloudEffect.None },
        what, maximum, used);
}
