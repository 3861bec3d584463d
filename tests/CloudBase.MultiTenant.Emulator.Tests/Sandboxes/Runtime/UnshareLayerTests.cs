namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareLayerTests(UnshareFixture fixture) : LayerTests(fixture), IClassFixture<UnshareFixture>;
