namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareLoadAttackTests(UnshareFixture fixture) : LoadAttackTests(fixture), IClassFixture<UnshareFixture>;
