namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>A child process and our ends of its pipes. It leads a session and a process group of its own.</summary>
internal sealed class NativeProcess : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly int _pidfd;
    private bool _reaped;

    internal NativeProcess(Poller poller, int id, int pidfd, PipeEnd? input, PipeEnd? output, PipeEnd? error, PipeEnd? status)
    {
        (Id, _pidfd, Input, Output, Error, Status) = (id, pidfd, input, output, error, status);
        Exited = WaitAsync(poller);
    }

    /// <summary>As this machine sees it; its own until <see cref="Exited"/> has ended.</summary>
    public int Id { get; }

    public PipeEnd? Input { get; }

    public PipeEnd? Output { get; }

    public PipeEnd? Error { get; }

    public PipeEnd? Status { get; }

    /// <summary>The wait status: the exit code in bits 8 to 15, the signal in bits 0 to 6.</summary>
    public Task<int> Exited { get; }

    /// <returns>False when it has ended.</returns>
    public bool Signal(int signal, bool group)
    {
        lock (_gate)
        {
            return !_reaped && Libc.Kill(group ? -Id : Id, signal) == 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PipeEnd? end in new[] { Input, Output, Error, Status })
        {
            if (end is not null)
            {
                await end.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<int> WaitAsync(Poller poller)
    {
        Readiness readiness = poller.Watch(_pidfd);
        try
        {
            while (true)
            {
                Task next = readiness.Next;
                if (TryReap() is { } status)
                {
                    return status;
                }

                await next.ConfigureAwait(false);
            }
        }
        finally
        {
            poller.Forget(readiness);
            Libc.Close(_pidfd);
        }
    }

    private int? TryReap()
    {
        lock (_gate)
        {
            int status = 0;
            int result = Libc.WaitPid(Id, ref status, 1);
            if (result == 0)
            {
                return null;
            }

            _reaped = true;

            // Somebody else may reap every child of this process (.NET does as PID 1): then how it ended is unknown, but not that it did.
            return result == Id ? status : 0xff00;
        }
    }
}
