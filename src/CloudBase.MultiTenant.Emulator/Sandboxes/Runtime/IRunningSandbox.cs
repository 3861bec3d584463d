using System.Net.Sockets;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>One sandbox that runs or is frozen. Thread-safe. Disposing kills it and keeps its disk until the runtime is told to discard it.</summary>
internal interface IRunningSandbox : IAsyncDisposable
{
    string Id { get; }

    /// <summary>Ends when the sandbox does, however it ends.</summary>
    Task<SandboxExit> Exited { get; }

    ISandboxFileSystem Files { get; }

    /// <exception cref="SandboxRuntimeException">The working folder does not exist, there is no such program or user, or the sandbox has ended.</exception>
    Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken);

    /// <summary>Connects to a port inside, on its loopback address.</summary>
    /// <exception cref="SocketException">Nothing listens.</exception>
    Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken);

    Task FreezeAsync(CancellationToken cancellationToken);

    Task ThawAsync(CancellationToken cancellationToken);

    SandboxUsage Measure();
}
