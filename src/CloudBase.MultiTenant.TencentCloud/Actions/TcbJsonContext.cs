using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads and writes tcb.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(EnvIdRequest))]
[JsonSerializable(typeof(CreateEnvRequest))]
[JsonSerializable(typeof(CreateEnvResponse))]
[JsonSerializable(typeof(DescribeEnvsRequest))]
[JsonSerializable(typeof(DescribeEnvsResponse))]
[JsonSerializable(typeof(DestroyEnvRequest))]
[JsonSerializable(typeof(ModifyEnvRequest))]
[JsonSerializable(typeof(ModifyEnvPlanRequest))]
[JsonSerializable(typeof(RenewEnvRequest))]
[JsonSerializable(typeof(CheckTcbServiceResponse))]
[JsonSerializable(typeof(DescribeEnvLimitResponse))]
[JsonSerializable(typeof(DescribeBaasPackageListRequest))]
[JsonSerializable(typeof(DescribeBaasPackageListResponse))]
[JsonSerializable(typeof(DescribeBillingInfoRequest))]
[JsonSerializable(typeof(DescribeBillingInfoResponse))]
[JsonSerializable(typeof(DescribeAuthDomainsResponse))]
[JsonSerializable(typeof(CreateAuthDomainRequest))]
[JsonSerializable(typeof(DescribeEnvAccountCircleResponse))]
[JsonSerializable(typeof(DescribeEnvPlansRequest))]
[JsonSerializable(typeof(DescribeEnvPlansResponse))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateApiKeyResponse))]
[JsonSerializable(typeof(DescribeApiKeyListRequest))]
[JsonSerializable(typeof(DescribeApiKeyListResponse))]
[JsonSerializable(typeof(DeleteApiKeyRequest))]
internal sealed partial class TcbJsonContext : JsonSerializerContext;
