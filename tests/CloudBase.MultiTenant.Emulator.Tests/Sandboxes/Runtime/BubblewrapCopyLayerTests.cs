namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapCopyLayerTests(BubblewrapCopyFixture fixture) : LayerTests(fixture), IClassFixture<BubblewrapCopyFixture>;
