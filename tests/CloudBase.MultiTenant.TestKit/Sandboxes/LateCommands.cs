using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>Commands of one script whose answers are lost while it is said so, and that have their effect when a test lets them.</summary>
public sealed class LateCommands
{
    private readonly ConcurrentQueue<(FakePoolSandbox Sandbox, Func<CommandResult> Run)> _held = new();

    /// <summary>Gets or sets the script whose commands are held; null is none.</summary>
    public string? Script { get; set; }

    /// <summary>Gets how many have not had their effect yet.</summary>
    public int Held => _held.Count;

    /// <summary>Gets how those ended that came late.</summary>
    public List<CommandResult> Landed { get; } = [];

    /// <summary>Lets all that is held have its effect now; what does not run by then never hears of it.</summary>
    public void Land()
    {
        while (_held.TryDequeue(out (FakePoolSandbox Sandbox, Func<CommandResult> Run) held))
        {
            if (held.Sandbox.State == SandboxState.Running)
            {
                Landed.Add(held.Run());
            }
        }
    }

    internal CommandResult Run(FakePoolSandbox sandbox, string command, Func<CommandResult> run)
    {
        if (Script is null || !command.EndsWith(Script, StringComparison.Ordinal))
        {
            return run();
        }

        _held.Enqueue((sandbox, run));
        throw new CloudUnavailableException("no reply", FakePoolProvider.Details("Timeout", CloudEffect.Unknown, isTransient: true));
    }
}
