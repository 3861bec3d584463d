namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>The account's limits that a sub-account takes part of.</summary>
internal static class CamLimits
{
    internal static void Check(string what, long? current, long maximum, string option)
    {
        if (current >= maximum)
        {
            throw new CloudLimitExceededException(
                $"The account has {current} {what} of {maximum}, so that no further tenant can have a sub-account. Nothing was bought. "
                + $"Deprovision tenants, use white-label isolation for new ones, or have the limit raised and set CamSubAccountOptions.{option}.",
                new CloudErrorDetails { Service = "cam", Action = "GetAccountSummary", Code = "LimitExceeded", Effect = CloudEffect.None },
                what, maximum, current);
        }
    }
}
