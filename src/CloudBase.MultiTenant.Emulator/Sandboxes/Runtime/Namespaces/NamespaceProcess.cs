using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>A process in a sandbox, and the one outside that waits for it and ends as it ends.</summary>
internal sealed class NamespaceProcess : ISandboxedProcess
{
    private readonly NativeProcess _outside;
    private readonly int _inside;
    private readonly KillCounts _kills;
    private readonly (long OutOfMemory, long OutOfDisk) _killsBefore;
    private readonly Lock _gate = new();
    private bool _ended;

    private NamespaceProcess(NativeProcess outside, int inside, int id, KillCounts kills)
    {
        (_outside, _inside, Id, _kills, _killsBefore) = (outside, inside, id, kills, (kills.OutOfMemory(), kills.OutOfDisk()));
        Exited = EndAsync();
    }

    public int Id { get; }

    public Stream Output => _outside.Output!;

    public Stream Error => _outside.Error!;

    public Stream? Input => _outside.Input;

    public Task<SandboxedProcessExit> Exited { get; }

    public static async Task<NamespaceProcess> EnteredAsync(NativeProcess outside, SandboxedProcessStart start, bool isInside, KillCounts kills, CancellationToken cancellationToken)
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
            _ => new NamespaceProcess(outside, isInside ? Libc.PidFdOpen(outside.Id) : OpenChild(outside.Id), int.Parse(words[0], CultureInfo.InvariantCulture), kills),
        };
    }

    public bool Signal(int signal)
    {
        lock (_gate)
        {
            // The one outside leads the group of both, and must not outlive a kill.
            return !_ended && (signal == Libc.SigKill ? _outside.Signal(signal, group: true) : Libc.PidFdSignal(_inside, signal));
        }
    }

    public ValueTask DisposeAsync() => _outside.DisposeAsync();

    private static int OpenChild(int parent)
    {
        try
        {
            string children = File.ReadAllText($"/proc/{parent}/task/{parent}/children");
            return int.TryParse(children.AsSpan().Trim(), CultureInfo.InvariantCulture, out int child) ? Libc.PidFdOpen(child) : -1;
        }
        catch (IOException)
        {
            return -1;
        }
    }

    private async Task<SandboxedProcessExit> EndAsync()
    {
        int status = await _outside.Exited.ConfigureAwait(false);
        lock (_gate)
        {
            _ended = true;
            Libc.Close(_inside);
        }

        int signal = status & 0x7f, code = signal == 0 ? (status >> 8) & 0xff : -1;
        bool killed = signal == Libc.SigKill || code == 128 + Libc.SigKill;
        bool outOfDisk = killed && _kills.OutOfDisk() > _killsBefore.OutOfDisk, outOfMemory = killed && !outOfDisk && _kills.OutOfMemory() > _killsBefore.OutOfMemory;
        return new SandboxedProcessExit(code, signal == 0 ? null : signal, outOfMemory, outOfDisk);
    }
}
