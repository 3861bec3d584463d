namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>Where one simulated host's calls pass, before and after each: here it crashes, is frozen, or lets another host go first.</summary>
/// <remarks>A crash is a task that is never continued: no catch, finally or dispose runs.</remarks>
public sealed class CrashGate(int? crashAt = null, TurnTable? turns = null)
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets how many gates were passed.</summary>
    public int Passed { get; private set; }

    /// <summary>Gets whether the host crashed.</summary>
    public bool IsCrashed { get; private set; }

    /// <summary>Gets a task that ends when the host crashes.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Gets or sets where the host crashes; null means nowhere.</summary>
    public int? CrashAt { get; set; } = crashAt;

    /// <summary>Gets whether the host does not run, whether for good or for a while.</summary>
    public bool IsStill => IsCrashed || IsFrozen;

    public bool IsFrozen { get; set; }

    /// <summary>Gets or sets whether calls pass without being counted or made to wait, such as while a test arranges.</summary>
    public bool IsBypassed { get; set; }

    public void Crash()
    {
        IsCrashed = true;
        _crashed.TrySetResult();
    }

    public async ValueTask PassAsync()
    {
        if (IsBypassed)
        {
            return;
        }

        if (turns is not null)
        {
            await turns.WaitAsync(this).ConfigureAwait(false);
        }

        if (++Passed == CrashAt)
        {
            Crash();
        }

        if (IsCrashed)
        {
            await new TaskCompletionSource().Task.ConfigureAwait(false);
        }
    }
}
