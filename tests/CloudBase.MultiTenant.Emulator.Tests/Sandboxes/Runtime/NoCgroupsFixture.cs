using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

public sealed class NoCgroupsFixture : RuntimeFixture
{
    internal override SandboxTier Tier => SandboxTier.Bubblewrap;

    internal override bool HasNoCgroups => true;
}
