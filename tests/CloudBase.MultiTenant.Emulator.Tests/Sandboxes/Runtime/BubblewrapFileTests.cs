namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapFileTests(BubblewrapFixture fixture) : FileTests(fixture), IClassFixture<BubblewrapFixture>;
