using System.Diagnostics;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

internal sealed record AgsEmptyResponse;

internal sealed record NameValue(string? Name, string? Value);

internal sealed record NetworkConfiguration(string? NetworkMode);

internal sealed record ToolPort(string Name, int Port, string Protocol);

internal sealed record ToolResources(string? CPU, string? Memory);

/// <summary>What runs in an instance, where it differs from the type's own or, at a start, from the tool's.</summary>
internal sealed record CustomConfiguration
{
    public string? Image { get; init; }

    public string? ImageRegistryType { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<NameValue>? Env { get; init; }

    public IReadOnlyList<ToolPort>? Ports { get; init; }

    public ToolResources? Resources { get; init; }
}

internal sealed record CreateSandboxToolRequest
{
    public required string ToolName { get; init; }

    public required string ToolType { get; init; }

    public required NetworkConfiguration NetworkConfiguration { get; init; }

    public string? Description { get; init; }

    /// <summary>Gets the lifetime of instances that name none, as Go writes it.</summary>
    public string? DefaultTimeout { get; init; }

    public CustomConfiguration? CustomConfiguration { get; init; }
}

internal sealed record CreateSandboxToolResponse(string? ToolId);

internal sealed record DescribeSandboxToolListRequest(int Offset, int Limit);

internal sealed record DescribeSandboxToolListResponse(List<SandboxToolData>? SandboxToolSet, int? TotalCount);

internal sealed record SandboxToolData
{
    public string? ToolId { get; init; }

    public string? ToolName { get; init; }

    public string? ToolType { get; init; }

    /// <summary>Gets CREATING, ACTIVE, DELETING, FAILED, or what a later version adds.</summary>
    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public NetworkConfiguration? NetworkConfiguration { get; init; }
}

internal sealed record StartSandboxInstanceRequest
{
    public required string ToolName { get; init; }

    /// <summary>Gets the lifetime, as Go writes it; nothing takes the tool's default.</summary>
    public string? Timeout { get; init; }

    public required string ClientToken { get; init; }

    public required string AuthMode { get; init; }

    public CustomConfiguration? CustomConfiguration { get; init; }

    public IReadOnlyList<NameValue>? Metadata { get; init; }
}

internal sealed record StartSandboxInstanceResponse(SandboxInstanceData? Instance);

internal sealed record SandboxInstanceData
{
    public string? InstanceId { get; init; }

    public string? ToolId { get; init; }

    public string? ToolName { get; init; }

    public string? Status { get; init; }

    public string? StopReason { get; init; }

    public string? ExpiresAt { get; init; }

    public string? CreateTime { get; init; }

    public string? NetworkMode { get; init; }

    public string? AuthMode { get; init; }

    public List<NameValue>? Metadata { get; init; }
}

internal sealed record DescribeSandboxInstanceListRequest
{
    public IReadOnlyList<string>? InstanceIds { get; init; }

    public int? Offset { get; init; }

    public int? Limit { get; init; }
}

internal sealed record DescribeSandboxInstanceListResponse(List<SandboxInstanceData>? InstanceSet, int? TotalCount);

internal sealed record UpdateSandboxInstanceRequest(string InstanceId, string Timeout);

internal sealed record PauseSandboxInstanceRequest(string InstanceId, bool Memory);

internal sealed record PauseSandboxInstanceResponse(string? InstanceStatus);

internal sealed record ResumeSandboxInstanceRequest(string InstanceId, string? Timeout);

internal sealed record InstanceIdRequest(string InstanceId);

/// <summary>A new token. No record: a record would print it.</summary>
[DebuggerDisplay("{ExpiresAt}")]
internal sealed class AcquireSandboxInstanceTokenResponse
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Token { get; init; }

    public string? ExpiresAt { get; init; }

    /// <summary>Gets the token of other ports than envd's; nothing where one token opens all.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? TrafficToken { get; init; }
}
