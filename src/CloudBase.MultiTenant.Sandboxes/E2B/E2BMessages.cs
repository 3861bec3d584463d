using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Asks for a sandbox. What a service does not know it leaves alone.</summary>
internal sealed record CreateRequest
{
    [JsonPropertyName("templateID")]
    public required string TemplateId { get; init; }

    public required long Timeout { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public IReadOnlyDictionary<string, string>? EnvVars { get; init; }

    /// <summary>Asks the first version for a data plane with a token; the second always has one.</summary>
    public bool Secure { get; init; } = true;

    public bool? AutoPause { get; init; }

    public bool? AutoPauseMemory { get; init; }

    [JsonPropertyName("allow_internet_access")]
    public required bool AllowInternetAccess { get; init; }

    public NetworkRequest? Network { get; init; }
}

/// <summary>Who may reach a sandbox's ports.</summary>
internal sealed record NetworkRequest
{
    /// <summary>False wants a token for every port.</summary>
    public required bool AllowPublicTraffic { get; init; }
}

/// <summary>Sets a lifetime in seconds.</summary>
internal sealed record TimeoutRequest
{
    public required long Timeout { get; init; }
}

/// <summary>Pauses a sandbox.</summary>
internal sealed record PauseRequest
{
    /// <summary>Missing keeps the memory.</summary>
    public bool? Memory { get; init; }
}

/// <summary>Takes a snapshot.</summary>
internal sealed record SnapshotRequest
{
    public string? Name { get; init; }
}

/// <summary>A sandbox, as every answer shows it: not every one fills all of it.</summary>
internal sealed record SandboxAnswer
{
    [JsonPropertyName("sandboxID")]
    public string? SandboxId { get; init; }

    [JsonPropertyName("templateID")]
    public string? TemplateId { get; init; }

    public string? EnvdVersion { get; init; }

    public WireToken? EnvdAccessToken { get; init; }

    public WireToken? TrafficAccessToken { get; init; }

    public string? Domain { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndAt { get; init; }

    public string? State { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }
}

/// <summary>A snapshot.</summary>
internal sealed record SnapshotAnswer
{
    [JsonPropertyName("snapshotID")]
    public string? SnapshotId { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    [JsonPropertyName("sandboxID")]
    public string? SandboxId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>What went wrong.</summary>
internal sealed record ErrorAnswer
{
    public JsonElement Code { get; init; }

    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(TimeoutRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PauseRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SnapshotRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SandboxAnswer), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(List<SandboxAnswer>), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SnapshotAnswer), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(List<SnapshotAnswer>), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ErrorAnswer), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class E2BJsonContext : JsonSerializerContext;
