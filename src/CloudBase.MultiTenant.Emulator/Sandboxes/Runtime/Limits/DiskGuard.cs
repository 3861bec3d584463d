using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>
/// Holds disks to their limit where the file system has no quota for them: it looks at the free space of this machine often, which costs nothing, and counts disks when that has shrunk.
/// What is over its limit has its processes killed; deleting files is possible afterwards.
/// </summary>
internal sealed class DiskGuard(string directory, Func<IReadOnlyCollection<IGuardedDisk>> disks, Spawner spawner, SpawnThread thread) : IAsyncDisposable
{
    private const long NoticedBytes = 8 << 20;
    private const long NoticedFiles = 4096;

    /// <summary>A file costs the machine at least this much, empty or not.</summary>
    private const long BytesPerFile = 1024;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_always = TimeSpan.FromSeconds(15);

    /// <summary>A disk of very many files takes long to count, and must not keep the others from it.</summary>
    private const int MaxCounts = 4;

    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _slots = new(MaxCounts);
    private readonly ConcurrentDictionary<IGuardedDisk, bool> _again = new();
    private readonly List<Task> _counts = [];
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_counts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _slots.Dispose();
        _stopped.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(s_interval, TimeProvider.System);
        (long bytes, long files) = Free();
        long counted = TimeProvider.System.GetTimestamp();
        while (await timer.WaitForNextTickAsync(_stopped.Token).ConfigureAwait(false))
        {
            (long freeBytes, long freeFiles) = Free();
            (bytes, files) = (Math.Max(bytes, freeBytes), Math.Max(files, freeFiles));
            if (bytes - freeBytes > NoticedBytes || files - freeFiles > NoticedFiles || TimeProvider.System.GetElapsedTime(counted) > s_always)
            {
                (bytes, files, counted) = (freeBytes, freeFiles, TimeProvider.System.GetTimestamp());
                _counts.RemoveAll(count => count.IsCompleted);
                foreach (IGuardedDisk disk in disks())
                {
                    // One that is being counted may have grown behind the count: it is counted once more.
                    if (_again.TryAdd(disk, false))
                    {
                        _counts.Add(CountAsync(disk));
                    }
                    else
                    {
                        _again.TryUpdate(disk, true, false);
                    }
                }
            }
        }
    }

    private async Task CountAsync(IGuardedDisk disk)
    {
        do
        {
            await _slots.WaitAsync(_stopped.Token).ConfigureAwait(false);
            try
            {
                long begun = disk.Room.BeginCount();
                disk.Room.EndCount(begun, await SizeAsync(disk.DiskPath, _stopped.Token).ConfigureAwait(false));
                if (disk.Room.IsOver)
                {
                    await disk.KillProcessesAsync().ConfigureAwait(false);
                }
            }
            catch (Exception) when (!_stopped.IsCancellationRequested)
            {
                // The sandbox ended meanwhile, or this machine has no room for a process. Whatever it was, the next round counts again: a guard that ended would end unseen.
            }
            finally
            {
                _slots.Release();
            }
        }
        while (_again.TryUpdate(disk, false, true) || !_again.TryRemove(new KeyValuePair<IGuardedDisk, bool>(disk, false)));
    }

    /// <summary>What a folder takes. By a program, since one path cannot name the depths that a tree can be given.</summary>
    public async Task<long> SizeAsync(string path, CancellationToken cancellationToken)
    {
        string[] command = ["/bin/sh", "-c", "du -sB1 -- \"$1\"; du -s --inodes -- \"$1\"", "sh", path];
        NativeProcess counting = await thread.RunAsync(() => spawner.Start(new ProcessRequest { Command = command, Output = true })).ConfigureAwait(false);
        await using (counting.ConfigureAwait(false))
        {
            using var output = new MemoryStream();
            await counting.Output!.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
            long[] numbers = [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => long.Parse(line.AsSpan(0, line.IndexOf('\t', StringComparison.Ordinal)), CultureInfo.InvariantCulture))];
            return numbers.Length == 2 ? Math.Max(numbers[0], numbers[1] * BytesPerFile) : throw new IOException($"{path} cannot be counted.");
        }
    }

    private (long Bytes, long Files) Free()
    {
        byte[] status = new byte[256];
        int folder = Libc.Open(Libc.Text(directory), Libc.OCloexec, 0);
        int result = Libc.StatFs(folder, status);
        Libc.Close(folder);

        // Blocks of f_bsize bytes: free ones at 24, free files at 48.
        long Field(int at) => BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(at));
        return result == 0 ? (Field(24) * Field(8), Field(48)) : (0, 0);
    }
}
