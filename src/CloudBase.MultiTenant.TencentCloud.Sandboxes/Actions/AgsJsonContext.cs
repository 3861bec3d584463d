using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Reads and writes ags.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgsEmptyResponse))]
[JsonSerializable(typeof(CreateSandboxToolRequest))]
[JsonSerializable(typeof(CreateSandboxToolResponse))]
[JsonSerializable(typeof(DescribeSandboxToolListRequest))]
[JsonSerializable(typeof(DescribeSandboxToolListResponse))]
[JsonSerializable(typeof(StartSandboxInstanceRequest))]
[JsonSerializable(typeof(StartSandboxInstanceResponse))]
[JsonSerializable(typeof(DescribeSandboxInstanceListRequest))]
[JsonSerializable(typeof(DescribeSandboxInstanceListResponse))]
[JsonSerializable(typeof(UpdateSandboxInstanceRequest))]
[JsonSerializable(typeof(PauseSandboxInstanceRequest))]
[JsonSerializable(typeof(PauseSandboxInstanceResponse))]
[JsonSerializable(typeof(ResumeSandboxInstanceRequest))]
[JsonSerializable(typeof(InstanceIdRequest))]
[JsonSerializable(typeof(AcquireSandboxInstanceTokenResponse))]
internal sealed partial class AgsJsonContext : JsonSerializerContext;
