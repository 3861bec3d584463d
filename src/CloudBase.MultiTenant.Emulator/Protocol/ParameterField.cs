namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>One parameter: its name, its type, and its members when it is an object.</summary>
internal sealed record ParameterField(string Name, string Type, bool IsArray, bool Required, ParameterSchema? Members);
