using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

public sealed class RunTwiceTests
{
    [Fact]
    public async Task Run_ShippedTenantsTwice_CreatesEachOnceAndFindsThemAfterwards()
    {
        using TemporaryFolder folder = new();
        QuickStartRun run = new(folder);
        string[] ids = [.. File.ReadAllLines(Path.Combine(RepositoryLayout.Root, "samples/QuickStart/tenants.txt")).Where(l => l.Length > 0 && l[0] != '#')];

        ProcessResult first = await run.RunAsync();
        ProcessResult second = await run.RunAsync();

        first.ExitCode.Should().Be(0, "{0}", first);
        first.OutputText.Should().Contain($"{ids.Length} tenants created, 0 found")
            .And.Contain("let in").And.Contain("refused")
            .And.Contain("438.90 CNY").And.Contain("2,034.90 CNY").And.Contain("4,029.90 CNY").And.Contain("2,035")
            .And.Contain("nothing was bought twice")
            .And.NotContain("\u001b", "stdout is no terminal");
        foreach (string id in ids)
        {
            first.Output.Should().ContainSingle(l => l.StartsWith(id + "\t", StringComparison.Ordinal), "the table has a row for {0}", id);
        }

        second.ExitCode.Should().Be(0, "{0}", second);
        second.OutputText.Should().Contain("nothing was created").And.Contain("nothing was bought twice");
        (await run.OrderedEnvironmentsAsync()).Should().HaveCount(ids.Length).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_WhileAnotherIsAtWorkOnTheDatabase_SaysSoAndWhatToType()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", "a@example.com");
        QuickStartRun run = new(folder);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ChildProcess first = run.Start((_, _) => begun.TrySetResult(), "--tenants", tenants, "--ready-delay", "60s");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        ProcessResult second = await run.RunAsync("--tenants", tenants);

        second.ExitCode.Should().Be(1, "{0}", second);
        second.ErrorText.Should().Contain("Another run is at work").And.Contain("--endpoint");
    }

    [Fact]
    public async Task Run_Interrupted_EndsCleanlyAndTheNextRunGoesOn()
    {
        using TemporaryFolder folder = new();
        string tenants = folder.Write("tenants.txt", "a@example.com", "b@example.com");
        QuickStartRun run = new(folder);
        await using ChildProcess first = run.Start(
            (child, line) =>
            {
                if (line.StartsWith('['))
                {
                    child.Interrupt();
                }
            },
            "--tenants", tenants, "--ready-delay", "3s");

        ProcessResult stopped = await first.WaitAsync();
        ProcessResult again = await run.RunAsync("--tenants", tenants);

        stopped.ExitCode.Should().Be(130, "{0}", stopped);
        stopped.ErrorText.Should().Contain("nothing is lost").And.Contain("Go on with: dotnet run");
        again.ExitCode.Should().Be(0, "{0}", again);
        (await run.OrderedEnvironmentsAsync()).Should().HaveCount(2);
    }
}
