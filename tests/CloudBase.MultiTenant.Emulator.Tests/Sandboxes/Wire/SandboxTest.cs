using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>An emulator with sandboxes for each test, on a held clock.</summary>
public abstract class SandboxTest : IAsyncLifetime
{
    protected CloudBaseEmulator Emulator { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        Emulator = await SandboxMachine.StartAsync(options =>
        {
            options.TimeProvider = Clock;
            Configure(options);
        });
        Http = SandboxMachine.Client(Emulator);
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(CloudBaseEmulatorOptions options)
    {
    }

    private protected async Task<(string Id, Envd Envd)> CreateAsync(string body = "{}")
    {
        var (id, token) = await SandboxMachine.CreateAsync(Http, body);
        return (id, new Envd(Emulator, id, token));
    }

    protected async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : SandboxMachine.Json(json) };
        using var reply = await Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return ((int)reply.StatusCode, document.RootElement.Clone());
    }
}
