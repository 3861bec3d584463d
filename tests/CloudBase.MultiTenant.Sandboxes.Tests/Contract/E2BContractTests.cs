namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

public sealed class E2BCommandsOverBubblewrapTests(E2BOverBubblewrap world) : SandboxCommandsContract<E2BOverBubblewrap>(world);

public sealed class E2BCommandsOverUnshareTests(E2BOverUnshare world) : SandboxCommandsContract<E2BOverUnshare>(world);
