using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Emulator.Hosting;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(EmulatorSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<LedgerEntry>))]
[JsonSerializable(typeof(IReadOnlyList<EmulatedSandbox>))]
[JsonSerializable(typeof(IReadOnlyList<FaultScript>))]
[JsonSerializable(typeof(FaultScriptBody))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(UsageChange))]
[JsonSerializable(typeof(ClockChange))]
[JsonSerializable(typeof(ClockReading))]
internal sealed partial class ControlJson : JsonSerializerContext;
