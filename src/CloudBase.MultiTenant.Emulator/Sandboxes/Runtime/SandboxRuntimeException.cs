namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>A sandbox or a process in it did not start.</summary>
internal sealed class SandboxRuntimeException(string message, Exception? innerException = null) : Exception(message, innerException);
