using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>Asks a sandbox's provider what became of it, so that an error can say so.</summary>
internal sealed class SandboxFate(ISandboxProvider provider, SandboxId id, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns the error for a sandbox that is gone or paused; null when it runs, or nobody can say.</summary>
    public async Task<SandboxException?> FindAsync(string action, Exception? cause, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(s_patience, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return Of(action, await provider.FindAsync(id, either.Token).ConfigureAwait(false), cause);
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            // The call's own error is what the caller needs; that the provider does not answer either adds nothing.
            return null;
        }
    }

    private SandboxException? Of(string action, SandboxInfo? info, Exception? cause) => info switch
    {
        null => new SandboxLostException(
            $"{action} found the sandbox '{id}' gone: its provider does not know it any more (its lifetime ended, or somebody stopped it). Start another.", id, SandboxEndReason.Unknown, cause),
        { State: SandboxState.Stopped or SandboxState.Stopping or SandboxState.Failed } => new SandboxLostException(
            $"{action} found the sandbox '{id}' gone ({info.ProviderState}, {Reason(info)}). Start another.", id, info.EndReason ?? SandboxEndReason.Unknown, cause),
        { State: SandboxState.Paused or SandboxState.Pausing } => new SandboxPausedException(
            $"{action} needs the sandbox '{id}' running, and it is paused: resume it with ResumeAsync first.", id, cause),
        _ => null,
    };

    private static string Reason(SandboxInfo info) => info.EndReason switch
    {
        SandboxEndReason.Stopped => "somebody stopped it",
        SandboxEndReason.Expired => "its lifetime ended",
        SandboxEndReason.OutOfMemory => "it ran out of memory",
        SandboxEndReason.ProviderFailure => "its provider lost it",
        _ => "its provider does not say why",
    };
}
