using CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

public sealed class PoolOverE2BAndBubblewrapTests(E2BOverBubblewrap world) : PoolOverEmulator<E2BOverBubblewrap>(world, isOnDisk: false);

public sealed class PoolOverE2BAndUnshareTests(E2BOverUnshare world) : PoolOverEmulator<E2BOverUnshare>(world, isOnDisk: true);

public sealed class PoolOverAgsAndBubblewrapTests(AgsOverBubblewrap world) : PoolOverEmulator<AgsOverBubblewrap>(world, isOnDisk: true);

public sealed class PoolOverAgsAndUnshareTests(AgsOverUnshare world) : PoolOverEmulator<AgsOverUnshare>(world, isOnDisk: false);
