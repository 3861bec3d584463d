namespace CloudBase.MultiTenant;

/// <summary>A signal to a process in a sandbox.</summary>
public enum SandboxSignal
{
    /// <summary>SIGTERM: end, please. A process may ignore it.</summary>
    Terminate,

    /// <summary>SIGKILL: no process outlives it.</summary>
    Kill,
}
