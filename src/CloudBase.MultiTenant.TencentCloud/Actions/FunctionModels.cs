using System.Diagnostics;

namespace CloudBase.MultiTenant.TencentCloud;

internal sealed record ListFunctionsRequest(string EnvId, int Offset, int Limit);

internal sealed record ListFunctionsResponse(List<FunctionItem>? Functions, int? TotalCount);

internal sealed record FunctionItem(string? FunctionName, string? Status, string? StatusDesc);

/// <summary>A new function. No record: a record would print its variables.</summary>
[DebuggerDisplay("{FunctionName}")]
internal sealed class CreateFunctionRequest
{
    public required string EnvId { get; init; }

    public required string FunctionName { get; init; }

    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    public required int MemorySize { get; init; }

    public required int Timeout { get; init; }

    public string? Description { get; init; }

    public required FunctionCode Code { get; init; }

    public required FunctionEnvironment Environment { get; init; }
}

[DebuggerDisplay("code")]
internal sealed class FunctionCode
{
    public required string ZipFile { get; init; }
}

[DebuggerDisplay("variables")]
internal sealed class FunctionEnvironment
{
    public required IReadOnlyList<FunctionVariable> Variables { get; init; }
}

[DebuggerDisplay("{Key}")]
internal sealed class FunctionVariable
{
    public string? Key { get; init; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Value { get; init; }
}

[DebuggerDisplay("{FunctionName}")]
internal sealed class UpdateFunctionCodeRequest
{
    public required string EnvId { get; init; }

    public required string FunctionName { get; init; }

    public required string Handler { get; init; }

    public required FunctionCode Code { get; init; }
}

[DebuggerDisplay("{FunctionName}")]
internal sealed class UpdateFunctionConfigurationRequest
{
    public required string EnvId { get; init; }

    public required string FunctionName { get; init; }

    public required int MemorySize { get; init; }

    public required int Timeout { get; init; }

    public required string Description { get; init; }

    public required FunctionEnvironment Environment { get; init; }
}

internal sealed record FunctionNameRequest(string EnvId, string FunctionName);

internal sealed record DownloadFunctionResponse(string? Url, string? CodeSha256);

internal sealed record ScfFunctionRequest(string FunctionName, string Namespace);

/// <summary>A function as it is. No record: a record would print its variables.</summary>
[DebuggerDisplay("{FunctionName}")]
internal sealed class ScfFunctionResponse
{
    public string? FunctionName { get; init; }

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    public int? MemorySize { get; init; }

    public int? Timeout { get; init; }

    public string? Description { get; init; }

    public string? Status { get; init; }

    public ScfEnvironment? Environment { get; init; }

    public List<ScfTrigger>? Triggers { get; init; }
}

[DebuggerDisplay("variables")]
internal sealed class ScfEnvironment
{
    public List<FunctionVariable>? Variables { get; init; }
}

internal sealed record ScfTrigger(string? TriggerName, string? Type, string? TriggerDesc);

internal sealed record CreateTriggerRequest(string FunctionName, string Namespace, string TriggerName, string Type, string TriggerDesc, string Enable);

internal sealed record DeleteTriggerRequest(string FunctionName, string Namespace, string TriggerName, string Type);
