using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class AgsLifeOverBubblewrapTests(AgsOverBubblewrap world) : SandboxProviderContract<AgsOverBubblewrap>(world);

public sealed class AgsCommandsOverBubblewrapTests(AgsOverBubblewrap world) : SandboxCommandsContract<AgsOverBubblewrap>(world);

public sealed class AgsFilesOverBubblewrapTests(AgsOverBubblewrap world) : SandboxFilesContract<AgsOverBubblewrap>(world);

public sealed class AgsLifeOverUnshareTests(AgsOverUnshare world) : SandboxProviderContract<AgsOverUnshare>(world);

public sealed class AgsCommandsOverUnshareTests(AgsOverUnshare world) : SandboxCommandsContract<AgsOverUnshare>(world);

public sealed class AgsFilesOverUnshareTests(AgsOverUnshare world) : SandboxFilesContract<AgsOverUnshare>(world);
