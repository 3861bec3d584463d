namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>Whether a descriptor may have become ready since somebody looked: take <see cref="Next"/>, try, and await it when the try says "again".</summary>
internal sealed class Readiness(long id, int descriptor)
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Id { get; } = id;

    public int Descriptor { get; } = descriptor;

    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
