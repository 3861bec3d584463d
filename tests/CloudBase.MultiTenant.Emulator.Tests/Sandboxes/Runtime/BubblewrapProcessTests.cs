namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapProcessTests(BubblewrapFixture fixture) : ProcessTests(fixture), IClassFixture<BubblewrapFixture>;
