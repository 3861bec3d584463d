namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareCopyLayerTests(UnshareCopyFixture fixture) : LayerTests(fixture), IClassFixture<UnshareCopyFixture>;
