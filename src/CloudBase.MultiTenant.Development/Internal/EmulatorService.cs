using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Starts the emulator with the host, before anything that may call it.</summary>
internal sealed class EmulatorService(DevelopmentEmulator emulator, ILogger<EmulatorService> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (emulator.IsInProcess)
        {
            await emulator.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        EmulatorLog.Used(logger, emulator.Endpoint, emulator.IsInProcess);
        if (!emulator.IsInProcess)
        {
            await FollowClockAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FollowClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await emulator.FollowClockAsync(cancellationToken).ConfigureAwait(false) is { } advanced && advanced > TimeSpan.Zero)
            {
                EmulatorLog.ClockFollowed(logger, advanced);
            }
        }
        catch (HttpRequestException exception)
        {
            EmulatorLog.NoClock(logger, exception.Message);
        }
    }
}
