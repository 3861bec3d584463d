using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>Waits for the first critical log entry.</summary>
internal sealed class CollectingLoggerFactory : ILoggerFactory, ILogger
{
    public TaskCompletionSource<string> Critical { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Critical)
        {
            Critical.TrySetResult(formatter(state, exception));
        }
    }
}
