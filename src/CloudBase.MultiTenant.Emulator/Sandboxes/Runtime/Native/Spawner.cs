namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>Starts processes through posix_spawn, which neither copies the emulator's memory nor stops its threads. To be called on a <see cref="SpawnThread"/>.</summary>
internal sealed class Spawner(Poller poller)
{
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public NativeProcess Start(ProcessRequest request)
    {
        List<int> ours = [], theirs = [];
        (int Ours, int Theirs) input = Open(request.Input, theirsReads: true, ours, theirs);
        (int Ours, int Theirs) output = Open(request.Output, theirsReads: false, ours, theirs);
        (int Ours, int Theirs) error = Open(request.Error, theirsReads: false, ours, theirs);
        (int Ours, int Theirs) status = request.Status ? Open(true, theirsReads: false, ours, theirs) : (-1, -1);
        try
        {
            int[] descriptors = request.Status ? [input.Theirs, output.Theirs, error.Theirs, status.Theirs] : [input.Theirs, output.Theirs, error.Theirs];
            string[] environment = [.. request.Environment.Prepend(new("PATH", Path)).Select(pair => $"{pair.Key}={pair.Value}")];
            int id = PosixSpawn.Start(request.Command, environment, descriptors);
            int pidfd = Libc.PidFdOpen(id);
            if (pidfd < 0)
            {
                throw new SandboxRuntimeException($"A sandbox needs pidfd_open (Linux 5.3): {Libc.LastError()}.");
            }

            return new NativeProcess(poller, id, pidfd, End(input.Ours, false), End(output.Ours, true), End(error.Ours, true), End(status.Ours, true));
        }
        catch (SandboxRuntimeException)
        {
            ours.ForEach(Libc.Close);
            throw;
        }
        finally
        {
            theirs.ForEach(Libc.Close);
        }
    }

    private PipeEnd? End(int descriptor, bool reads) => descriptor < 0 ? null : new PipeEnd(poller, descriptor, reads);

    private static (int Ours, int Theirs) Open(bool pipe, bool theirsReads, List<int> ours, List<int> theirs)
    {
        if (!pipe)
        {
            int nothing = Libc.Open(Libc.Text("/dev/null"), 2 | Libc.OCloexec, 0);
            theirs.Add(nothing);
            return (-1, nothing);
        }

        int[] ends = new int[2];
        if (Libc.Pipe2(ends, Libc.OCloexec) != 0)
        {
            throw new SandboxRuntimeException($"No pipe could be made for a process: {Libc.LastError()}. Raise the number of files that the emulator may open (ulimit -n).");
        }

        (int mine, int its) = theirsReads ? (ends[1], ends[0]) : (ends[0], ends[1]);
        ours.Add(mine);
        theirs.Add(its);
        return (mine, its);
    }
}
