namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapCopyEscapeAttackTests(BubblewrapCopyFixture fixture) : EscapeAttackTests(fixture), IClassFixture<BubblewrapCopyFixture>;
