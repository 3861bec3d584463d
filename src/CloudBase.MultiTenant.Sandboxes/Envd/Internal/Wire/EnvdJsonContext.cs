using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(ProcessRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(InputRequest))]
[JsonSerializable(typeof(ProcessList))]
[JsonSerializable(typeof(ProcessMessage))]
[JsonSerializable(typeof(PathRequest))]
[JsonSerializable(typeof(ListDirRequest))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(WatchDirRequest))]
[JsonSerializable(typeof(EntryAnswer))]
[JsonSerializable(typeof(ListDirAnswer))]
[JsonSerializable(typeof(WatchMessage))]
[JsonSerializable(typeof(EndOfStream))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class EnvdJsonContext : JsonSerializerContext;
