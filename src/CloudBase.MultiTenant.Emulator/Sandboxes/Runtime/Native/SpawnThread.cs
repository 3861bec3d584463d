using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>
/// One thread that starts processes as long as the runtime lives. The kernel keeps some things by thread: the mounts it sees, its groups, whether its children may gain privileges,
/// and for how long a child that asked to die with its parent may live.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public SpawnThread(string name, Action prepare)
    {
        Ready = RunAsync(() => { prepare(); return true; });
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Fails with what the preparation failed with.</summary>
    public Task Ready { get; }

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Do()
        {
            try
            {
                result.TrySetResult(work());
            }
            catch (Exception e)
            {
                result.TrySetException(e);
            }
        }

        try
        {
            _work.Add(Do);
        }
        catch (InvalidOperationException)
        {
            result.TrySetException(new SandboxRuntimeException("The sandbox runtime has been shut down."));
        }

        return result.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
