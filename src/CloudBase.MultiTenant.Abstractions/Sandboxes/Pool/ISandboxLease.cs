namespace CloudBase.MultiTenant;

/// <summary>The right of one tenant to one life of one sandbox, until it is returned or lost. It renews itself, and the credential in the sandbox, while it is held. Thread-safe.</summary>
/// <remarks>
/// Disposing returns it: the credential's file is removed, and the sandbox is kept for the same tenant until it was idle for long, or stopped, as the pool's options say.
/// It never serves another tenant. Calls through a lease that was returned or lost throw <see cref="SandboxLeaseLostException"/>.
/// </remarks>
public interface ISandboxLease : IAsyncDisposable
{
    /// <summary>Gets the tenant.</summary>
    TenantId Tenant { get; }

    /// <summary>Gets the pool's name.</summary>
    string Pool { get; }

    /// <summary>Gets the sandbox's id, as its provider named it.</summary>
    SandboxId Sandbox { get; }

    /// <summary>Gets which life of the sandbox this is: counted up by every claim and every restore.</summary>
    long Incarnation { get; }

    /// <summary>Gets how the sandbox came, and how long each part took.</summary>
    SandboxArrival Arrival { get; }

    /// <summary>Gets the commands that run in it.</summary>
    ISandboxCommands Commands { get; }

    /// <summary>Gets its files.</summary>
    ISandboxFiles Files { get; }

    /// <summary>Gets the ports that the pool names, such as <c>web</c>.</summary>
    IReadOnlyDictionary<string, int> Ports { get; }

    /// <summary>Gets the path, in the sandbox, of the file with the tenant's credential, for the MCP server: lines of <c>NAME=value</c>.</summary>
    string CredentialFile { get; }

    /// <summary>Gets a token that ends when the lease is lost: its time ended, somebody else has the sandbox, or it is gone. Returning a lease does not end it.</summary>
    CancellationToken Lost { get; }

    /// <summary>Gets why it was lost; null while it is not.</summary>
    SandboxLossReason? LossReason { get; }

    /// <summary>Returns where a port is reached from outside, with the headers that the provider wants.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default);

    /// <summary>Declares work that goes on in the sandbox though nobody holds it: for this time from now it is not idle. The pool's longest life still ends it.</summary>
    /// <param name="time">How long; longer than zero.</param>
    void KeepActive(TimeSpan time);

    /// <summary>Returns the lease and stops the sandbox for good, with everything in it.</summary>
    /// <param name="cancellationToken">Ends the wait; the sandbox is stopped all the same.</param>
    Task StopAsync(CancellationToken cancellationToken = default);
}
