namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

public sealed class E2BLifeOverBubblewrapTests(E2BOverBubblewrap world) : SandboxProviderContract<E2BOverBubblewrap>(world);

public sealed class E2BCommandsOverBubblewrapTests(E2BOverBubblewrap world) : SandboxCommandsContract<E2BOverBubblewrap>(world);

public sealed class E2BFilesOverBubblewrapTests(E2BOverBubblewrap world) : SandboxFilesContract<E2BOverBubblewrap>(world);

public sealed class E2BLifeOverUnshareTests(E2BOverUnshare world) : SandboxProviderContract<E2BOverUnshare>(world);

public sealed class E2BCommandsOverUnshareTests(E2BOverUnshare world) : SandboxCommandsContract<E2BOverUnshare>(world);

public sealed class E2BFilesOverUnshareTests(E2BOverUnshare world) : SandboxFilesContract<E2BOverUnshare>(world);
