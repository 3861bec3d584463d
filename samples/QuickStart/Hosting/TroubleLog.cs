using Microsoft.Extensions.Logging;

namespace QuickStart.Hosting;

/// <summary>Remembers what the host's background work failed at last, which nobody waits for and no log of this program shows. Thread-safe.</summary>
internal sealed class TroubleLog(TimeProvider time) : ILoggerProvider, ILogger
{
    private volatile Trouble? _last;

    /// <summary>Gets the last failure; null before the first.</summary>
    internal Trouble? Last => _last;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null and not OperationCanceledException)
        {
            _last = new Trouble(exception.Message, time.GetTimestamp());
        }
    }

    public void Dispose()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="Message">What it says.</param>
    /// <param name="At">When, as a timestamp of the time provider.</param>
    internal sealed record Trouble(string Message, long At);
}
