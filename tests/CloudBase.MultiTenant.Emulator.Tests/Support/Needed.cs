namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>What a test needs and this machine may lack.</summary>
internal static class Needed
{
    /// <summary>Skips the test with the reason; in CI, where everything can be installed, it fails.</summary>
    public static void Missing(string reason)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI")?.ToUpperInvariant() is "1" or "TRUE", $"In CI this test must run: {reason}");
        Assert.Skip(reason);
    }
}
