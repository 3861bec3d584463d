using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>A started process that waits for its line to ask for the credential.</summary>
internal sealed class BrokerChild : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ChildProcess _process;

    private BrokerChild(ChildProcess process) => _process = process;

    internal static async Task<BrokerChild> StartAsync(TemporaryFolder folder, Uri endpoint, string managementEnvironment, TimeSpan claimDuration)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ChildProcess process = ChildProcess.Start(
            typeof(BrokerChild).Assembly.Location,
            [BrokerProcess.Verb, folder.Path, endpoint.AbsoluteUri, managementEnvironment, claimDuration.ToString("c")],
            onLine: (_, line) =>
            {
                if (line == BrokerProcess.Ready)
                {
                    ready.TrySetResult();
                }
            },
            closeInput: false);
        try
        {
            await ready.Task.WaitAsync(Patience);
            return new BrokerChild(process);
        }
        catch (TimeoutException e)
        {
            process.Kill();
            throw new TimeoutException($"The process was not ready within {Patience}: {await process.WaitAsync()}", e);
        }
    }

    internal Task GoAsync() => _process.SendLineAsync("go");

    /// <summary>Ends it as a power cut would: nothing of it runs any more.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitAsync();
    }

    internal async Task<BurstReport> ReportAsync()
    {
        ProcessResult result = await _process.WaitAsync();
        result.ExitCode.Should().Be(0, "{0}", result);
        return JsonSerializer.Deserialize<BurstReport>(result.Output[^1])!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
