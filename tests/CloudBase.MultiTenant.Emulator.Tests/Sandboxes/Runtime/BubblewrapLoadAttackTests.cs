namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapLoadAttackTests(BubblewrapFixture fixture) : LoadAttackTests(fixture), IClassFixture<BubblewrapFixture>;
