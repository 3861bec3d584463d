using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>An emulator with sandboxes of this machine; where none can be isolated the test is skipped, and in CI fails.</summary>
internal static class SandboxMachine
{
    public static async Task<CloudBaseEmulator> StartAsync(Action<CloudBaseEmulatorOptions>? configure = null)
    {
        var options = new CloudBaseEmulatorOptions();
        configure?.Invoke(options);
        var emulator = await CloudBaseEmulator.StartAsync(options);
        using var http = Client(emulator);
        using var tried = await http.PostAsync("/sandboxes", Json("""{"metadata":{"probe":"1"}}"""));
        if (!tried.IsSuccessStatusCode)
        {
            var reason = await tried.Content.ReadAsStringAsync();
            await emulator.DisposeAsync();
            Needed.Missing($"No sandbox can be started here: {reason}");
        }

        await emulator.ResetAsync();
        return emulator;
    }

    /// <summary>A client of the sandbox API.</summary>
    public static HttpClient Client(CloudBaseEmulator emulator)
    {
        var http = new HttpClient { BaseAddress = emulator.Endpoint };
        http.DefaultRequestHeaders.Add("X-API-Key", emulator.SandboxApiKey);
        return http;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>A started sandbox: its id and its token.</summary>
    public static async Task<(string Id, string Token)> CreateAsync(HttpClient http, string body = "{}")
    {
        using var reply = await http.PostAsync("/sandboxes", Json(body));
        var text = await reply.Content.ReadAsStringAsync();
        ((int)reply.StatusCode).Should().Be(201, text);
        using var document = JsonDocument.Parse(text);
        return (document.RootElement.GetProperty("sandboxID").GetString()!,
            document.RootElement.TryGetProperty("envdAccessToken", out var token) ? token.GetString()! : string.Empty);
    }
}
