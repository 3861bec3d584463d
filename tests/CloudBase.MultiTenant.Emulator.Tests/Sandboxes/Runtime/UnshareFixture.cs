using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class UnshareFixture : RuntimeFixture
{
    internal override SandboxTier Tier => SandboxTier.Unshare;
}
