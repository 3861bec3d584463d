using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads and writes cam.</summary>
/// <remarks>What is only read has no writer, and what is only written no reader. A request with a list or a type of its own has both: a type is made as it is met first, and an answer may have it too.</remarks>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(EmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AddUserRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AddUserResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UpdateUserRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(UserNameRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GetUserResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeleteUserRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListUsersResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreatePolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PolicyIdResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UpdatePolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GetPolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(GetPolicyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeletePolicyRequest))]
[JsonSerializable(typeof(ListPoliciesRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListPoliciesResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AttachUserPolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DetachUserPolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListAttachedUserPoliciesRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListAttachedUserPoliciesResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListEntitiesForPolicyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListEntitiesForPolicyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateAccessKeyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CreateAccessKeyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UpdateAccessKeyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DeleteAccessKeyRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListAccessKeysRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListAccessKeysResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GetUserAppIdResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GetAccountSummaryResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class CamJsonContext : JsonSerializerContext;
