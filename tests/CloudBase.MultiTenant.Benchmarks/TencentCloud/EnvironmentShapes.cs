using System.Text.Json.Serialization;
using CloudBase.MultiTenant.TencentCloud;

namespace CloudBase.MultiTenant.Benchmarks.TencentCloud;

/// <summary>DescribeEnvs read with six fields and with all of them.</summary>
internal static class EnvironmentShapes
{
    public static TencentCloudAction<PageRequest, SixFieldList> SixFields { get; } = new()
    {
        Service = "tcb",
        Version = "2018-06-08",
        Name = "DescribeEnvs",
        Safety = CallSafety.Safe,
        Request = ShapesContext.Default.PageRequest,
        Response = ShapesContext.Default.SixFieldList,
    };

    public static TencentCloudAction<PageRequest, FullList> Full { get; } = new()
    {
        Service = "tcb",
        Version = "2018-06-08",
        Name = "DescribeEnvs",
        Safety = CallSafety.Safe,
        Request = ShapesContext.Default.PageRequest,
        Response = ShapesContext.Default.FullList,
    };
}

internal sealed record PageRequest(int Limit, int Offset);

internal sealed record SixFieldList(List<SixFields>? EnvList, int? Total);

internal sealed class SixFields
{
    public string? EnvId { get; init; }

    public string? Alias { get; init; }

    public string? Status { get; init; }

    public string? PackageId { get; init; }

    public string? Region { get; init; }

    public string? CreateTime { get; init; }
}

internal sealed record FullList(List<FullEnvironment>? EnvList, int? Total, string? RequestId);

internal sealed class FullEnvironment
{
    public string? EnvId { get; init; }

    public string? Source { get; init; }

    public string? Alias { get; init; }

    public string? CreateTime { get; init; }

    public string? UpdateTime { get; init; }

    public string? Status { get; init; }

    public List<Database>? Databases { get; init; }

    public List<Storage>? Storages { get; init; }

    public List<Function>? Functions { get; init; }

    public string? PackageId { get; init; }

    public string? PackageName { get; init; }

    public List<LogService>? LogServices { get; init; }

    public List<StaticStorage>? StaticStorages { get; init; }

    public bool? IsAutoDegrade { get; init; }

    public string? EnvChannel { get; init; }

    public string? PayMode { get; init; }

    public bool? IsDefault { get; init; }

    public string? Region { get; init; }

    public List<Pair>? Tags { get; init; }

    public List<Cls>? CustomLogServices { get; init; }

    public string? EnvType { get; init; }

    public bool? IsDauPackage { get; init; }

    public string? PackageType { get; init; }

    public string? ArchitectureType { get; init; }

    public string? Recycle { get; init; }

    public List<Pair>? Meta { get; init; }

    public List<Sql>? PostgreSQL { get; init; }
}

internal sealed record Database(string? InstanceId, string? Status, string? Region, string? UpdateTime);

internal sealed record Storage(string? Region, string? Bucket, string? CdnDomain, string? AppId);

internal sealed record Function(string? Namespace, string? Region);

internal sealed record LogService(string? LogsetName, string? LogsetId, string? TopicName, string? TopicId, string? Region, long? Period);

internal sealed record StaticStorage(string? StaticDomain, string? DefaultDirName, string? Status, string? Region, string? Bucket, long? AccessExpire);

internal sealed record Pair(string? Key, string? Value);

internal sealed record Cls(string? ClsRegion, string? ClsLogsetId, string? ClsTopicId, string? CreateTime);

internal sealed record Sql(string? Name, string? InstanceName, int? Status, string? Region);

[JsonSerializable(typeof(PageRequest))]
[JsonSerializable(typeof(SixFieldList))]
[JsonSerializable(typeof(FullList))]
internal sealed partial class ShapesContext : JsonSerializerContext;
