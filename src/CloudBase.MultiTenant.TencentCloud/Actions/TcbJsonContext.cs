using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads and writes tcb.</summary>
/// <remarks>What is only read has no writer, and what is only written no reader. A request with a list or a type of its own has both: a type is made as it is met first, and an answer may have it too.</remarks>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(EmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EnvIdRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CreateEnvRequest))]
[JsonSerializable(typeof(CreateEnvResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeEnvsRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeEnvsResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DestroyEnvRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ModifyEnvRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ModifyEnvPlanRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(RenewEnvRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AllocateEnvRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AllocateEnvResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReleaseEnvRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AssumeRoleForAllocatedEnvResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CheckTcbServiceResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeEnvLimitResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeBaasPackageListRequest))]
[JsonSerializable(typeof(DescribeBaasPackageListResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeBillingInfoRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeBillingInfoResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeAuthDomainsResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateAuthDomainRequest))]
[JsonSerializable(typeof(DescribeEnvAccountCircleResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeEnvPlansRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeEnvPlansResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateApiKeyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CreateApiKeyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeApiKeyListRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeApiKeyListResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeleteApiKeyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class TcbJsonContext : JsonSerializerContext;
