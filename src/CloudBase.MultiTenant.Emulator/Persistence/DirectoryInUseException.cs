namespace CloudBase.MultiTenant.Emulator.Persistence;

internal sealed class DirectoryInUseException(string message, Exception inner) : IOException(message, inner);
