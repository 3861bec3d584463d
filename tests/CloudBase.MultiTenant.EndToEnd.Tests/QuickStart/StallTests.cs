using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>A run in which nothing goes on any more says so and ends.</summary>
public sealed class StallTests
{
    [Fact]
    public async Task Run_WhoseCloudIsGoneInTheMiddle_EndsAndSaysWhatFailedAndHowToGoOn()
    {
        using TemporaryFolder folder = new();
        EmulatorProcess emulator = await EmulatorProcess.StartAsync("--ready-delay", "1h");
        TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string tenants = folder.Write("tenants.txt", "a@example.com");

        Task<ProcessResult> running = new QuickStartRun(folder).RunAsync(
            (_, line) =>
            {
                if (line.Contains("environment.ready", StringComparison.Ordinal))
                {
                    waits.TrySetResult();
                }
            },
            "--tenants", tenants, "--endpoint", emulator.Endpoint.ToString());
        await Task.WhenAny(waits.Task, running);
        await emulator.DisposeAsync();
        ProcessResult result = await running;

        result.ExitCode.Should().Be(1, "{0}", result);
        result.ErrorText.Should().Contain("Nothing has gone on for 30 s").And.Contain(emulator.Endpoint.Authority).And.Contain("go on with: dotnet run").And.NotContain("   at ");
    }
}
