namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The calls of this host that wait for room in a pool, in the order in which they came: the first one asks for it, and the others do not get it before. Thread-safe.</summary>
internal sealed class RoomQueue
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Place> _places = [];

    /// <summary>Gets whether nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _places.Count == 0;
            }
        }
    }

    /// <summary>Joins at the end; who disposes its place leaves.</summary>
    public Place Join()
    {
        Place place = new(this);
        lock (_lock)
        {
            _places.AddLast(place);
            Serve();
        }

        return place;
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            _places.Remove(place);
            Serve();
        }
    }

    private void Serve() => _places.First?.Value.Serve();

    /// <summary>The place of one call.</summary>
    public sealed class Place(RoomQueue queue) : IDisposable
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Gets what is done when it is the first.</summary>
        public Task Turn => _turn.Task;

        public bool IsFirst => _turn.Task.IsCompleted;

        public void Serve() => _turn.TrySetResult();

        public void Dispose() => queue.Leave(this);
    }
}
