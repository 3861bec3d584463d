using System.Text.Json.Serialization;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRecord))]
[JsonSerializable(typeof(EnvironmentRecord))]
[JsonSerializable(typeof(ApiKeyRecord))]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(AccessKeyRecord))]
[JsonSerializable(typeof(PolicyRecord))]
[JsonSerializable(typeof(TagRecord))]
[JsonSerializable(typeof(FederationTokenRecord))]
[JsonSerializable(typeof(LedgerRecord))]
[JsonSerializable(typeof(LateCallRecord))]
[JsonSerializable(typeof(CollectionRecord))]
[JsonSerializable(typeof(FunctionRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
