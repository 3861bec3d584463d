using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Logging;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

/// <summary>The client as a host puts it together, before a scripted service; a test holds its clock.</summary>
internal sealed class ClientHost : IAsyncDisposable
{
    public const string Key = "e2b_CANARYkeyOfTheControlApi0123456789";
    public const string Token = "CANARYtokenOfTheDataPlane0123456789";
    public const string Id = "i4k2m9qz7x";

    private readonly ServiceProvider _services;

    public ClientHost(Action<E2BSandboxOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IRandomSource>(new SeededRandomSource(7));
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddCloudBaseMultiTenant(o => o.DeploymentName = "sandboxes").AddE2BSandboxes(o =>
        {
            o.ApiKey = new SecretString(Key);
            o.Domain = "sandboxes.test";
            configure?.Invoke(o);
        });
        foreach (string client in new[] { E2BBuilderExtensions.E2BHttpClientName, EnvdBuilderExtensions.EnvdHttpClientName })
        {
            services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => Service);
        }

        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public AwaitedTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public CapturingLoggerProvider Logs { get; } = new();

    public ScriptedService Service { get; } = new();

    public IServiceProvider Services => _services;

    public ISandboxProvider Provider => _services.GetRequiredService<ISandboxProvider>();

    public static SandboxStart AStart => new() { StartId = "start-0001", Template = "base" };

    /// <summary>What the service says of the one sandbox.</summary>
    public static string Described(string state = "running", string? metadata = null, string version = "0.6.4", bool token = true) =>
        $$"""{"sandboxID":"{{Id}}","templateID":"base","envdVersion":"{{version}}"{{(token ? $",\"envdAccessToken\":\"{Token}\"" : "")}},"startedAt":"2026-03-01T12:00:00Z","endAt":"2026-03-01T12:05:00Z","state":"{{state}}","metadata":{{metadata ?? "{}"}}}""";

    /// <summary>The one sandbox, started.</summary>
    public async Task<ISandbox> StartAsync(string version = "0.6.4")
    {
        Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", 201, Described(version: version)).On("GET", "/sandboxes/" + Id, 200, Described(version: version));
        return await Provider.StartAsync(AStart, CancellationToken.None);
    }

    /// <summary>Lets time go by in steps until a task ends: while it waits for a delay, or for a service that is silent, and never while it is at work, however long this machine takes.</summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> task, TimeSpan step)
    {
        await WhileTimePassesAsync((Task)task, step);
        return await task;
    }

    public Task WhileTimePassesAsync(Task task, TimeSpan step) => UntilAsync(() =>
    {
        if (!task.IsCompleted && (Service.IsSilent || (!Service.IsAtWork && Clock.IsAwaitedWithin(TimeSpan.FromHours(1)))))
        {
            Clock.Advance(step);
        }

        return task.IsCompleted;
    });

    /// <summary>Waits until an answer, or the next piece of one, is waited for that does not come.</summary>
    public Task UntilSilentAsync() => UntilAsync(() => Service.IsSilent);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!isSo())
        {
            await Task.Delay(1, patience.Token);
        }
    }
}
