namespace CloudBase.MultiTenant;

/// <summary>A piece of what a command wrote.</summary>
/// <param name="Source">Where it wrote to.</param>
/// <param name="Data">The bytes; a piece may end within a character.</param>
public readonly record struct CommandOutput(CommandOutputSource Source, ReadOnlyMemory<byte> Data);
