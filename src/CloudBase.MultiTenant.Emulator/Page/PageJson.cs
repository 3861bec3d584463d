using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Emulator.Page;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(PageOverview))]
[JsonSerializable(typeof(IReadOnlyList<PageEnvironment>))]
[JsonSerializable(typeof(IReadOnlyList<PageUser>))]
[JsonSerializable(typeof(IReadOnlyList<PageSandbox>))]
[JsonSerializable(typeof(IReadOnlyList<PageSnapshot>))]
[JsonSerializable(typeof(IReadOnlyList<PageOrder>))]
[JsonSerializable(typeof(IReadOnlyList<PageFault>))]
[JsonSerializable(typeof(PageRequests))]
[JsonSerializable(typeof(PageRequest))]
internal sealed partial class PageJson : JsonSerializerContext;
