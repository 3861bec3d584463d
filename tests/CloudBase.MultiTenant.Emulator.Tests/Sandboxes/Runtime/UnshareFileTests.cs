namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareFileTests(UnshareFixture fixture) : FileTests(fixture), IClassFixture<UnshareFixture>;
