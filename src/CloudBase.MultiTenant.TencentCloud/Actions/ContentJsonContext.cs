using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads and writes what is inside of environments.</summary>
/// <remarks>What is only read has no writer, and what is only written no reader. A request with a list or a type of its own has both: a type is made as it is met first, and an answer may have it too.</remarks>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EnvIdRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListTablesRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListTablesResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateTableRequest))]
[JsonSerializable(typeof(TableNameRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeTableResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UpdateTableRequest))]
[JsonSerializable(typeof(ModifySafeRuleRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeResourcePermissionRequest))]
[JsonSerializable(typeof(DescribeResourcePermissionResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunCommandsRequest))]
[JsonSerializable(typeof(RunCommandsResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListFunctionsRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListFunctionsResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateFunctionRequest))]
[JsonSerializable(typeof(UpdateFunctionCodeRequest))]
[JsonSerializable(typeof(UpdateFunctionConfigurationRequest))]
[JsonSerializable(typeof(FunctionNameRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DownloadFunctionResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ScfFunctionRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ScfFunctionResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateTriggerRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DeleteTriggerRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(LoginConfig))]
[JsonSerializable(typeof(ModifyLoginConfigRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeQuotaDataRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeQuotaDataResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class ContentJsonContext : JsonSerializerContext;
