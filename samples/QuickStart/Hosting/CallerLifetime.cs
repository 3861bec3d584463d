using Microsoft.Extensions.Hosting;

namespace QuickStart.Hosting;

/// <summary>Leaves Ctrl+C to the command line, which cancels the run and then stops the host.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
