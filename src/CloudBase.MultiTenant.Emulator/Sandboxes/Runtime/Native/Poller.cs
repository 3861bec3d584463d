using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>
/// Tells when pipes and processes are ready, from one thread for all of them: .NET reads a pipe by blocking a pool thread, and a hundred sandboxes have hundreds of pipes.
/// </summary>
internal sealed class Poller : IDisposable
{
    private const uint In = 0x1;
    private const uint Out = 0x4;
    private const uint EdgeTriggered = 1u << 31;
    private const int Batch = 64;
    private static readonly int s_eventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _epoll;
    private readonly int[] _wake = new int[2];
    private readonly ConcurrentDictionary<long, Readiness> _waiting = new();
    private long _last;
    private int _disposed;

    public Poller()
    {
        _epoll = Libc.EpollCreate(Libc.OCloexec);
        if (_epoll < 0 || Libc.Pipe2(_wake, Libc.OCloexec | Libc.ONonblock) != 0)
        {
            throw new SandboxRuntimeException($"Sandboxes need epoll and pipes, which this system refused: {Libc.LastError()}.");
        }

        Control(1, _wake[0], 0, In);
        new Thread(Run) { IsBackground = true, Name = "sandbox-poller" }.Start();
    }

    public Readiness Watch(int fd)
    {
        var readiness = new Readiness(Interlocked.Increment(ref _last), fd);
        _waiting[readiness.Id] = readiness;
        if (Control(1, fd, readiness.Id, In | Out | EdgeTriggered) != 0)
        {
            _waiting.TryRemove(readiness.Id, out _);
            throw new SandboxRuntimeException($"A pipe of a sandbox cannot be watched: {Libc.LastError()}.");
        }

        return readiness;
    }

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Forget(Readiness readiness)
    {
        if (_waiting.TryRemove(readiness.Id, out _))
        {
            Control(2, readiness.Descriptor, 0, 0);
            readiness.Signal();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Libc.Close(_wake[1]);
        }
    }

    private int Control(int operation, int fd, long id, uint events)
    {
        byte[] change = new byte[s_eventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(change, events);
        BinaryPrimitives.WriteInt64LittleEndian(change.AsSpan(s_eventSize - 8), id);
        return Libc.EpollControl(_epoll, operation, fd, change);
    }

    private void Run()
    {
        byte[] events = new byte[Batch * s_eventSize];
        while (Volatile.Read(ref _disposed) == 0)
        {
            int count = Libc.EpollWait(_epoll, events, Batch, -1);
            for (int i = 0; i < count; i++)
            {
                long id = BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan((i * s_eventSize) + s_eventSize - 8));
                if (_waiting.TryGetValue(id, out Readiness? readiness))
                {
                    readiness.Signal();
                }
            }
        }

        Libc.Close(_epoll);
        Libc.Close(_wake[0]);
        foreach (Readiness left in _waiting.Values)
        {
            left.Signal();
        }
    }
}
