namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>What a disk may still take: what it had when it was last counted, and what the emulator has written for callers since. Thread-safe.</summary>
internal sealed class DiskRoom(long maxBytes)
{
    private readonly Lock _gate = new();
    private long _counted;
    private long _written;
    private long _writtenBefore;

    /// <summary>What the disk had when it was last counted.</summary>
    public long Counted
    {
        get
        {
            lock (_gate)
            {
                return _counted;
            }
        }
    }

    public bool IsOver => Counted > maxBytes;

    /// <summary>To be kept while the disk is being counted: what is written meanwhile may be in the count or not, and so stays taken.</summary>
    public long BeginCount()
    {
        lock (_gate)
        {
            return _written;
        }
    }

    public void EndCount(long begun, long bytes)
    {
        lock (_gate)
        {
            (_counted, _writtenBefore) = (bytes, Math.Min(begun, _written));
        }
    }

    /// <summary>Takes room for what is about to be written.</summary>
    /// <returns>False where there is not so much.</returns>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (_counted + (_written - _writtenBefore) + bytes > maxBytes)
            {
                return false;
            }

            _written += bytes;
            return true;
        }
    }

    /// <summary>Gives back what a file had that was written since the last count, and is emptied.</summary>
    public void Give(long bytes)
    {
        lock (_gate)
        {
            _written = Math.Max(_writtenBefore, _written - bytes);
        }
    }
}
