namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>The errors of the simulated cloud.</summary>
public static class FakeCloudErrors
{
    public static CloudThrottledException Throttled(string action) =>
        new("Too many requests.", Details(action, "RequestLimitExceeded", CloudEffect.None) with { IsTransient = true });

    public static CloudUnavailableException Lost(string action) =>
        new("No reply came.", Details(action, "NoReply", CloudEffect.Unknown) with { IsTransient = true });

    public static CloudCallException Refused(string action, CloudFault fault) => fault switch
    {
        CloudFault.NoBalance => new CloudPaymentException("The balance is too low.", Details(action, "FailedOperation.PayFailed", CloudEffect.None)),
        CloudFault.SoldOut => new CloudSoldOutException("Sold out.", Details(action, "ResourceUnavailable.SoldOut", CloudEffect.None)),
        CloudFault.LimitReached => Limit(action, "MaxEnvNum", 0, 0),
        _ => new CloudInvalidRequestException("The request is invalid.", Details(action, "InvalidParameter", CloudEffect.None)),
    };

    public static CloudLimitExceededException Limit(string action, string limit, long max, long current) =>
        new("Over the limit.", Details(action, "LimitExceeded", CloudEffect.None), limit, max, current);

    public static CloudNotFoundException NotFound(string action) => new("There is no such environment.", Details(action, "ResourceNotFound", CloudEffect.None));

    public static CloudConflictException Isolated(string action) =>
        new("The environment is isolated.", Details(action, "ResourceUnavailable.ResourceIsolated", CloudEffect.None));

    public static CloudCallException SignatureExpired(string action) =>
        new("The signature is too old.", Details(action, "AuthFailure.SignatureExpire", CloudEffect.None) with { IsTransient = true });

    private static CloudErrorDetails Details(string action, string code, CloudEffect effect) =>
        new() { Service = "tcb", Action = action, Code = code, Effect = effect, RequestId = "fake" };
}
