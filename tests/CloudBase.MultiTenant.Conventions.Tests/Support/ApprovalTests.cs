namespace CloudBase.MultiTenant.Conventions.Tests.Support;

public sealed class ApprovalTests
{
    [Fact]
    public void Diff_OneLineChanged_ShowsItWithTheLineBefore() =>
        Approval.Diff("class A\n  int X\n  int Y\n", "class A\n  int X\n  long Y\n  int Z\n").ReplaceLineEndings("\n")
            .Should().Be("    int X\n-   int Y\n+   long Y\n+   int Z\n");
}
