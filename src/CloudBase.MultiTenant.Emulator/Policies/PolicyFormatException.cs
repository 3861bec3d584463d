namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>A policy document that the emulator does not take; the message names the part.</summary>
internal sealed class PolicyFormatException(string message) : Exception(message);
