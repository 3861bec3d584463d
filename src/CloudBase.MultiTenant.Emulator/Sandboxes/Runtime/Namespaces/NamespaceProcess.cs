using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>A process in a sandbox, and the one outside that waits for it and ends as it ends.</summary>
internal sealed class NamespaceProcess : ISandboxedProcess
{
    private readonly NativeProcess _outside;
    private readonly int _inside;
    private readonly int? _child;
    private readonly Poller? _poller;
    private readonly Readiness? _goneInside;
    private readonly KillCounts _kills;
    private readonly (long OutOfMemory, long OutOfDisk) _killsBefore;
    private readonly Lock _gate = new();
    private bool _ended;

    private NamespaceProcess(NativeProcess outside, int? child, Poller? poller, int id, KillCounts kills)
    {
        (_outside, _child, _poller, Id, _kills, _killsBefore) = (outside, child, poller, id, kills, (kills.OutOfMemory(), kills.OutOfDisk()));
        _inside = Libc.PidFdOpen(poller is null ? outside.Id : child ?? 0);
        _goneInside = _inside < 0 ? null : poller?.Watch(_inside);
        Exited = EndAsync();
        _ = WakeAsync();
    }

    public int Id { get; }

    public Stream Output => _outside.Output!;

    public Stream Error => _outside.Error!;

    public Stream? Input => _outside.Input;

    public Task<SandboxedProcessExit> Exited { get; }

    /// <summary>Waits until a process has got into the sandbox.</summary>
    /// <param name="outside">The one that waits for it.</param>
    /// <param name="start">What was asked for.</param>
    /// <param name="poller">Tells when it is gone inside; null where the one outside is the one inside.</param>
    /// <param name="kills">What processes in the sandbox were killed for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<NamespaceProcess> EnteredAsync(NativeProcess outside, SandboxedProcessStart start, Poller? poller, KillCounts kills, CancellationToken cancellationToken)
    {
        byte[] line = new byte[64];
        int length = 0;
        do
        {
            int count = await outside.Status!.ReadAsync(line.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new SandboxRuntimeException($"The process did not get into the sandbox: {await FirstProcess.ReadAsync(outside.Error!, cancellationToken).ConfigureAwait(false)}");
            }

            length += count;
        }
        while (line[length - 1] != '\n');

        string[] words = Encoding.ASCII.GetString(line, 0, length - 1).Split(' ');
        return words[1] switch
        {
            "folder" => throw new SandboxRuntimeException($"The working folder '{start.WorkingDirectory}' does not exist in the sandbox."),
            "program" => throw new SandboxRuntimeException($"There is no program '{start.Program}' in the sandbox."),
            _ => new NamespaceProcess(outside, poller is null ? null : ChildOf(outside), poller, int.Parse(words[0], CultureInfo.InvariantCulture), kills),
        };
    }

    public bool Signal(int signal)
    {
        lock (_gate)
        {
            return !_ended && (signal == Libc.SigKill ? Kill() : Libc.PidFdSignal(_inside, signal));
        }
    }

    /// <summary>Kills what is on its way into a sandbox, or in it already.</summary>
    public static void KillEntering(NativeProcess outside)
    {
        if (ChildOf(outside) is not { } child || Libc.Kill(child, Libc.SigKill) != 0)
        {
            outside.Signal(Libc.SigKill, group: true);
        }
    }

    public ValueTask DisposeAsync() => _outside.DisposeAsync();

    // The one outside buries it and ends then: killed with it, that would be left to the machine's first process, which in many a container buries nobody, and the sandbox would never end.
    private bool Kill()
    {
        bool killed = _child is { } child && Libc.PidFdSignal(_inside, 0) && (Libc.Kill(-child, Libc.SigKill) == 0 || Libc.PidFdSignal(_inside, Libc.SigKill));
        return killed || _outside.Signal(Libc.SigKill, group: true);
    }

    // The one outside stops itself where the one inside is stopped, and nobody tells it when that one goes on: it would not see it end.
    private async Task WakeAsync()
    {
        await (_goneInside?.First ?? Task.CompletedTask).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_ended && _goneInside is not null)
            {
                _outside.Signal(Libc.SigContinue, group: false);
            }
        }
    }

    private static int? ChildOf(NativeProcess parent)
    {
        try
        {
            string children = File.ReadAllText($"/proc/{parent.Id}/task/{parent.Id}/children");
            return int.TryParse(children.AsSpan().Trim(), CultureInfo.InvariantCulture, out int child) ? child : null;
        }
        catch (IOException)
        {
            // It has ended, or this kernel does not tell.
            return null;
        }
    }

    private async Task<SandboxedProcessExit> EndAsync()
    {
        int status = await _outside.Exited.ConfigureAwait(false);
        lock (_gate)
        {
            _ended = true;
            if (_goneInside is not null)
            {
                _poller!.Forget(_goneInside);
            }

            Libc.Close(_inside);
        }

        int signal = status & 0x7f, code = signal == 0 ? (status >> 8) & 0xff : -1;
        bool killed = signal == Libc.SigKill || code == 128 + Libc.SigKill;
        bool outOfDisk = killed && _kills.OutOfDisk() > _killsBefore.OutOfDisk, outOfMemory = killed && !outOfDisk && _kills.OutOfMemory() > _killsBefore.OutOfMemory;
        return new SandboxedProcessExit(code, signal == 0 ? null : signal, outOfMemory, outOfDisk);
    }
}
