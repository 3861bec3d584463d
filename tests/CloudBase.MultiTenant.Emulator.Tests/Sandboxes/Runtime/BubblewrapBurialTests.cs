namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class BubblewrapBurialTests(BubblewrapFixture fixture) : BurialTests(fixture), IClassFixture<BubblewrapFixture>;
