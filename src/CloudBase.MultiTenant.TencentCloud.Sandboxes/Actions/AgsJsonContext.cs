using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Reads and writes ags.</summary>
/// <remarks>What is only read has no writer, and what is only written no reader. A request with a list or a type of its own has both: a type is made as it is met first, and an answer may have it too.</remarks>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgsEmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateSandboxToolRequest))]
[JsonSerializable(typeof(CreateSandboxToolResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeSandboxToolListRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeSandboxToolListResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StartSandboxInstanceRequest))]
[JsonSerializable(typeof(StartSandboxInstanceResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeSandboxInstanceListRequest))]
[JsonSerializable(typeof(DescribeSandboxInstanceListResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UpdateSandboxInstanceRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PauseSandboxInstanceRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PauseSandboxInstanceResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ResumeSandboxInstanceRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(InstanceIdRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AcquireSandboxInstanceTokenResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class AgsJsonContext : JsonSerializerContext;
