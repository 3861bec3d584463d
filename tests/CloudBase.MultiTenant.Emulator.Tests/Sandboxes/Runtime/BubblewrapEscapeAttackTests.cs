namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapEscapeAttackTests(BubblewrapFixture fixture) : EscapeAttackTests(fixture), IClassFixture<BubblewrapFixture>;
