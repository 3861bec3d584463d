using CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

public sealed class McpUserOverE2BTests(E2BOverBubblewrap world) : McpUserOverEmulator<E2BOverBubblewrap>(world, isOnDisk: true);

public sealed class McpUserOverAgsTests(AgsOverBubblewrap world) : McpUserOverEmulator<AgsOverBubblewrap>(world, isOnDisk: false);

public sealed class UserRefusalOverE2BTests(E2BOverUnshare world) : UserRefusalOverEmulator<E2BOverUnshare>(world);

public sealed class UserRefusalOverAgsTests(AgsOverUnshare world) : UserRefusalOverEmulator<AgsOverUnshare>(world);

public sealed class UserRefusalOverBubblewrapTests(E2BOverBubblewrap world) : UserRefusalOverEmulator<E2BOverBubblewrap>(world);
