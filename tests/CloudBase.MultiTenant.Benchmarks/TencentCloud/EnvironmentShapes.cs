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

internal sealed class SixFieldList
{
    public List<SixFields>? EnvList { get; set; }

    public int? Total { get; set; }
}

internal sealed class SixFields
{
    public string? EnvId { get; set; }

    public string? Alias { get; set; }

    public string? Status { get; set; }

    public string? PackageId { get; set; }

    public string? Region { get; set; }

    public string? CreateTime { get; set; }
}

internal sealed class FullList
{
    public List<FullEnvironment>? EnvList { get; set; }

    public int? Total { get; set; }

    public string? RequestId { get; set; }
}

internal sealed class FullEnvironment
{
    public string? EnvId { get; set; }

    public string? Source { get; set; }

    public string? Alias { get; set; }

    public string? CreateTime { get; set; }

    public string? UpdateTime { get; set; }

    public string? Status { get; set; }

    public List<Database>? Databases { get; set; }

    public List<Storage>? Storages { get; set; }

    public List<Function>? Functions { get; set; }

    public string? PackageId { get; set; }

    public string? PackageName { get; set; }

    public List<LogService>? LogServices { get; set; }

    public List<StaticStorage>? StaticStorages { get; set; }

    public bool? IsAutoDegrade { get; set; }

    public string? EnvChannel { get; set; }

    public string? PayMode { get; set; }

    public bool? IsDefault { get; set; }

    public string? Region { get; set; }

    public List<Pair>? Tags { get; set; }

    public List<Cls>? CustomLogServices { get; set; }

    public string? EnvType { get; set; }

    public bool? IsDauPackage { get; set; }

    public string? PackageType { get; set; }

    public string? ArchitectureType { get; set; }

    public string? Recycle { get; set; }

    public List<Pair>? Meta { get; set; }

    public List<Sql>? PostgreSQL { get; set; }
}

internal sealed class Database
{
    public string? InstanceId { get; set; }

    public string? Status { get; set; }

    public string? Region { get; set; }

    public string? UpdateTime { get; set; }
}

internal sealed class Storage
{
    public string? Region { get; set; }

    public string? Bucket { get; set; }

    public string? CdnDomain { get; set; }

    public string? AppId { get; set; }
}

internal sealed class Function
{
    public string? Namespace { get; set; }

    public string? Region { get; set; }
}

internal sealed class LogService
{
    public string? LogsetName { get; set; }

    public string? LogsetId { get; set; }

    public string? TopicName { get; set; }

    public string? TopicId { get; set; }

    public string? Region { get; set; }

    public long? Period { get; set; }
}

internal sealed class StaticStorage
{
    public string? StaticDomain { get; set; }

    public string? DefaultDirName { get; set; }

    public string? Status { get; set; }

    public string? Region { get; set; }

    public string? Bucket { get; set; }

    public long? AccessExpire { get; set; }
}

internal sealed class Pair
{
    public string? Key { get; set; }

    public string? Value { get; set; }
}

internal sealed class Cls
{
    public string? ClsRegion { get; set; }

    public string? ClsLogsetId { get; set; }

    public string? ClsTopicId { get; set; }

    public string? CreateTime { get; set; }
}

internal sealed class Sql
{
    public string? Name { get; set; }

    public string? InstanceName { get; set; }

    public int? Status { get; set; }

    public string? Region { get; set; }
}

[JsonSerializable(typeof(PageRequest))]
[JsonSerializable(typeof(SixFieldList))]
[JsonSerializable(typeof(FullList))]
internal sealed partial class ShapesContext : JsonSerializerContext;
