using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What the cloud's words mean here.</summary>
internal static class EnvironmentMapping
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public static CloudEnvironment Map(EnvInfo info, EnvironmentId id) => new()
    {
        Id = id,
        Alias = info.Alias ?? string.Empty,
        Status = info.Status ?? string.Empty,
        Readiness = ReadinessOf(info.Status),
        PackageId = info.PackageId,
        Region = info.Region,
        CreatedAt = CloudTime.Parse(info.CreateTime),
        Tags = TagsOf(info.Tags),
        Parts = PartsOf(info),
    };

    /// <summary>NORMAL works, ERROR never will, HALTED is stopped; UNAVAILABLE and words nobody knows yet are waited for.</summary>
    public static EnvironmentReadiness ReadinessOf(string? status) => status switch
    {
        "NORMAL" => EnvironmentReadiness.Ready,
        "ERROR" => EnvironmentReadiness.Failed,
        "HALTED" => EnvironmentReadiness.Stopped,
        _ => EnvironmentReadiness.Pending,
    };

    public static EnvironmentBilling Map(EnvBillingInfo info, EnvironmentId id) => new()
    {
        Id = id,
        PackageId = info.PackageId,
        IsIsolated = info.Status == "ISOLATE",
        IsolatedAt = info.Status == "ISOLATE" ? CloudTime.Parse(info.IsolatedTime) : null,
        PaidUntil = CloudTime.Parse(info.ExpireTime),
        AutoRenews = info.IsAutoRenew ?? false,
        Delivery = DeliveryOf(info.OrderInfo?.TranStatus),
    };

    /// <summary>1 unpaid, 2 paying, 3 delivering; 4 delivered; 5 delivery failed, 6 refunded, 7 cancelled, 100 deleted.</summary>
    public static DeliveryState DeliveryOf(string? transactionStatus) => transactionStatus switch
    {
        "1" or "2" or "3" => DeliveryState.Delivering,
        "4" => DeliveryState.Delivered,
        "5" or "6" or "7" or "100" => DeliveryState.Failed,
        _ => DeliveryState.Unknown,
    };

    private static IReadOnlyDictionary<string, string> TagsOf(List<CloudTag>? tags)
    {
        if (tags is not { Count: > 0 })
        {
            return NoTags;
        }

        var result = new Dictionary<string, string>(tags.Count, StringComparer.Ordinal);
        foreach (CloudTag tag in tags)
        {
            if (tag.Key is not null)
            {
                result[tag.Key] = tag.Value ?? string.Empty;
            }
        }

        return result;
    }

    private static EnvironmentParts PartsOf(EnvInfo info)
    {
        FunctionInfo? functions = info.Functions is [var function, ..] ? function : null;
        StorageInfo? storage = info.Storages is [var first, ..] ? first : null;
        ExternalStorageInfo? shared = storage?.ExternalStorage is { Enabled: not false, BucketName.Length: > 0 } external ? external : null;
        return new EnvironmentParts
        {
            FunctionNamespace = NotEmpty(functions?.Namespace),
            FunctionRegion = NotEmpty(functions?.Region),
            Bucket = NotEmpty(shared?.BucketName ?? storage?.Bucket),
            BucketRegion = NotEmpty(shared?.Region ?? storage?.Region),
            BucketAppId = NotEmpty(storage?.AppId),
            BucketBasePath = NotEmpty(shared?.BasePath),
            LogTopicId = info.LogServices is [var log, ..] ? NotEmpty(log.TopicId) : null,
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
