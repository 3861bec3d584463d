namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareProcessTests(UnshareFixture fixture) : ProcessTests(fixture), IClassFixture<UnshareFixture>;
