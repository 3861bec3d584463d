using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads and writes calls that have no type.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class GenericJsonContext : JsonSerializerContext;
