namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>Waits for what processes of the machine do by themselves, and tell nobody.</summary>
internal static class Eventually
{
    // Reached in failure only: a machine may stand still for some seconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static async Task HoldsAsync(Func<bool> condition, string because)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(s_patience, because);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
