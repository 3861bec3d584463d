namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareEscapeAttackTests(UnshareFixture fixture) : EscapeAttackTests(fixture), IClassFixture<UnshareFixture>;
