using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareCopyFixture : RuntimeFixture
{
    internal override SandboxTier Tier => SandboxTier.Unshare;

    internal override bool Copies => true;
}
