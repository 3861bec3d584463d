using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>An emulator that listens, with sandboxes that are only noted: what the page says of them needs no processes.</summary>
internal sealed class SandboxPage : IAsyncDisposable
{
    private readonly HttpClient _calls;

    private SandboxPage(CloudBaseEmulator emulator, FakeTimeProvider clock)
    {
        Emulator = emulator;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(emulator.Endpoint, "/_emulator/") };
        _calls = SandboxMachine.Client(emulator);
    }

    public CloudBaseEmulator Emulator { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>Reads the page.</summary>
    public HttpClient Http { get; }

    public static async Task<SandboxPage> StartAsync()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var options = new CloudBaseEmulatorOptions { TimeProvider = clock, Seed = 7 };
        var runtime = new ScriptedRuntime();
        return new SandboxPage(
            await CloudBaseEmulator.StartAsync(options, new RuntimeSource(() => Task.FromResult<ISandboxRuntime>(runtime)), TestContext.Current.CancellationToken), clock);
    }

    /// <summary>Calls the sandbox API; what it answers.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : SandboxMachine.Json(JsonSerializer.Serialize(body)) };
        using var reply = await _calls.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        reply.IsSuccessStatusCode.Should().BeTrue("{0} {1}: {2}", method, path, text);
        using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return document.RootElement.Clone();
    }

    /// <summary>Starts a sandbox; its id.</summary>
    public async Task<string> CreateAsync(object? metadata = null, bool autoPause = false, string template = "base") =>
        (await CallAsync(HttpMethod.Post, "/sandboxes", new { templateID = template, timeout = 300, autoPause, metadata = metadata ?? new { } })).GetProperty("sandboxID").GetString()!;

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        Http.Dispose();
        await Emulator.DisposeAsync();
    }
}
