namespace CloudBase.MultiTenant.Emulator.Tests.Support;

internal sealed record Keys(string Id, string Key, string? Token = null);
