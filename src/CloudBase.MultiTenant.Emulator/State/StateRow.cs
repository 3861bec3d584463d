using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>A row of an exported state.</summary>
internal readonly record struct StateRow(string Kind, string Id, JsonElement Row);
