using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(ProcessRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(InputRequest))]
[JsonSerializable(typeof(ProcessList), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProcessMessage), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PathRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ListDirRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(MoveRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(WatchDirRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(EntryAnswer), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListDirAnswer), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WatchMessage), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EndOfStream), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WireError), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class EnvdJsonContext : JsonSerializerContext;
