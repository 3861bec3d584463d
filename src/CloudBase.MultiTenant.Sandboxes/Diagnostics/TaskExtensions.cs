namespace CloudBase.MultiTenant.Sandboxes.Diagnostics;

/// <summary>For tasks that nobody waits for any more.</summary>
internal static class TaskExtensions
{
    /// <summary>Takes note of a failure that nobody will see, so that the process is not told of it as unobserved.</summary>
    public static void Forget(this Task task) =>
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
