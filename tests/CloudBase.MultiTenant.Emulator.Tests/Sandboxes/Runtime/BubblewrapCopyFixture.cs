using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class BubblewrapCopyFixture : RuntimeFixture
{
    internal override SandboxTier Tier => SandboxTier.Bubblewrap;

    internal override bool Copies => true;
}
