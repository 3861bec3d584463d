using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>An emulator on a held clock, and calls to it signed by the tests' own signer.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["tcb"] = "2018-06-08", ["cam"] = "2019-01-16", ["sts"] = "2018-08-13", ["tag"] = "2018-08-13", ["billing"] = "2018-07-09", ["ags"] = "2025-09-20",
    };

    private readonly HttpClient _http;

    private Cloud(CloudBaseEmulator emulator, FakeTimeProvider clock)
    {
        Emulator = emulator;
        Clock = clock;
        _http = new HttpClient(emulator.CreateHandler());
        Root = new Keys(emulator.SecretId, emulator.SecretKey);
    }

    public CloudBaseEmulator Emulator { get; }

    public FakeTimeProvider Clock { get; }

    public Keys Root { get; }

    public static async Task<Cloud> StartAsync(Action<CloudBaseEmulatorOptions>? configure = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var options = new CloudBaseEmulatorOptions { TimeProvider = clock, Seed = 7, Listen = false, NoLimits = false };
        foreach (var action in new[] { "tcb:CreateEnv", "tcb:DestroyEnv", "cam:AddUser", "cam:CreatePolicy", "tag:CreateTag", "tcb:CreateApiKey" })
        {
            options.RatesPerSecond[action] = 10_000;
        }

        configure?.Invoke(options);
        return new Cloud(await CloudBaseEmulator.StartAsync(options), clock);
    }

    public Task<JsonElement> CallAsync(string service, string action, object arguments, string region = "ap-shanghai") =>
        CallAsync(Root, service, action, arguments, region);

    public async Task<JsonElement> CallAsync(Keys keys, string service, string action, object arguments, string region = "ap-shanghai")
    {
        using var request = Request(keys, service, action, arguments, region);
        using var response = await _http.SendAsync(request);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var reply = document.RootElement.GetProperty("Response").Clone();
        return reply.TryGetProperty("Error", out var error)
            ? throw new CloudReplyException(error.GetProperty("Code").GetString()!, error.GetProperty("Message").GetString()!, reply.GetProperty("RequestId").GetString()!)
            : reply;
    }

    public HttpRequestMessage Request(Keys keys, string service, string action, object arguments, string region = "ap-shanghai", DateTimeOffset? signedAt = null)
    {
        var payload = Encoding.UTF8.GetBytes(arguments as string ?? JsonSerializer.Serialize(arguments));
        var host = $"{service}.tencentcloudapi.com";
        var timestamp = (signedAt ?? Clock.GetUtcNow()).ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://{host}/") { Content = new ByteArrayContent(payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(
            "Authorization", TestSigner.Authorization(keys.Id, keys.Key, service, host, "application/json", timestamp, payload));
        request.Headers.Add("X-TC-Action", action);
        request.Headers.Add("X-TC-Version", Versions[service]);
        request.Headers.Add("X-TC-Timestamp", $"{timestamp}");
        request.Headers.Add("X-TC-Region", region);
        if (keys.Token is not null)
        {
            request.Headers.Add("X-TC-Token", keys.Token);
        }

        return request;
    }

    public async Task<string> CodeOfAsync(Keys keys, string service, string action, object arguments, string region = "ap-shanghai")
    {
        try
        {
            await CallAsync(keys, service, action, arguments, region);
            return "OK";
        }
        catch (CloudReplyException refusal)
        {
            return refusal.Code;
        }
    }

    public Task<string> CodeOfAsync(string service, string action, object arguments) => CodeOfAsync(Root, service, action, arguments);

    public async Task<string> CreateEnvAsync(string alias = "tenant", object? tags = null) =>
        (await CallAsync("tcb", "CreateEnv", tags is null
            ? new { Alias = alias, PackageId = "baas_personal", Resources = new[] { "flexdb" } }
            : new { Alias = alias, PackageId = "baas_personal", Resources = new[] { "flexdb" }, Tags = tags })).GetProperty("EnvId").GetString()!;

    /// <summary>A sub-account with one policy attached, and its keys.</summary>
    public async Task<(Keys Keys, long Uin, long PolicyId)> SubAccountAsync(string name, object policy)
    {
        var user = await CallAsync("cam", "AddUser", new { Name = name, UseApi = 1 });
        var uin = user.GetProperty("Uin").GetInt64();
        var policyId = (await CallAsync("cam", "CreatePolicy", new { PolicyName = name, PolicyDocument = JsonSerializer.Serialize(policy) }))
            .GetProperty("PolicyId").GetInt64();
        await CallAsync("cam", "AttachUserPolicy", new { PolicyId = policyId, AttachUin = uin });
        return (new Keys(user.GetProperty("SecretId").GetString()!, user.GetProperty("SecretKey").GetString()!), uin, policyId);
    }

    public async Task<Keys> FederateAsync(Keys caller, object policy, long seconds = 1800)
    {
        var reply = await CallAsync(caller, "sts", "GetFederationToken", new { Name = "tenant", Policy = Uri.EscapeDataString(JsonSerializer.Serialize(policy)), DurationSeconds = seconds });
        var credentials = reply.GetProperty("Credentials");
        return new Keys(
            credentials.GetProperty("TmpSecretId").GetString()!, credentials.GetProperty("TmpSecretKey").GetString()!, credentials.GetProperty("Token").GetString());
    }

    public async Task<(int Status, string Code)> GatewayAsync(string environmentId, string? apiKey, string path = "/v1/functions/hello", string method = "POST")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://{environmentId}.api.tcloudbasegateway.com{path}");
        if (apiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        using var response = await _http.SendAsync(request);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, body.RootElement.TryGetProperty("code", out var code) ? code.GetString()! : "OK");
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _http.SendAsync(request);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }
}
