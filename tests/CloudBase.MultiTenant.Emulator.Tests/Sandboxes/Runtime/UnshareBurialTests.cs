namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UnshareBurialTests(UnshareFixture fixture) : BurialTests(fixture), IClassFixture<UnshareFixture>;
