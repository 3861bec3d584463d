namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareCopyEscapeAttackTests(UnshareCopyFixture fixture) : EscapeAttackTests(fixture), IClassFixture<UnshareCopyFixture>;
