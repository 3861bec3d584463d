namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>Waits for what processes of the machine do by themselves, and tell nobody.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition, string because, int looks)
    {
        for (int look = 0; !condition(); look++)
        {
            look.Should().BeLessThan(looks, because);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
