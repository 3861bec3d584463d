namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapLayerTests(BubblewrapFixture fixture) : LayerTests(fixture), IClassFixture<BubblewrapFixture>;
