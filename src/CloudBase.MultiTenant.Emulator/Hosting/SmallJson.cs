using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Emulator.Hosting;

[JsonSerializable(typeof(string))]
internal sealed partial class SmallJson : JsonSerializerContext;
