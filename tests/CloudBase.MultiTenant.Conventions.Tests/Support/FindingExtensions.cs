namespace CloudBase.MultiTenant.Conventions.Tests.Support;

/// <summary>Fails with every finding, one a line, not with the first.</summary>
internal static class FindingExtensions
{
    public static void ShouldBeNone(this IEnumerable<string?> findings)
    {
        string?[] all = [.. findings];
        if (all.Length > 0)
        {
            Assert.Fail($"{all.Length} found:{string.Concat(all.Select(f => Environment.NewLine + "  " + f))}");
        }
    }
}
