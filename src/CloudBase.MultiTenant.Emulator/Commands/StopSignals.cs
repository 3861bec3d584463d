using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Waits for Ctrl+C, a request to terminate, or a cancelled token, instead of dying by it.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _registrations = [];

    /// <param name="cancellationToken">Stops too.</param>
    /// <param name="onSignal">Called with each signal before it counts; true when it was dealt with and stops nothing.</param>
    public StopSignals(CancellationToken cancellationToken, Func<PosixSignal, bool>? onSignal = null)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (onSignal?.Invoke(context.Signal) != true)
                {
                    _stopped.TrySetResult();
                }
            }));
        }

        _registrations.Add(cancellationToken.Register(() => _stopped.TrySetResult()));
    }

    public Task Stopped => _stopped.Task;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
