namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>Whether a descriptor may have become ready since somebody looked: take <see cref="Next"/>, try, and await it when the try says "again".</summary>
internal sealed class Readiness
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Readiness(long id, int descriptor) => (Id, Descriptor, First) = (id, descriptor, _next.Task);

    public long Id { get; }

    public int Descriptor { get; }

    /// <summary>Gets the end of the wait for the first time that it was ready, however long ago.</summary>
    public Task First { get; }

    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
