using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>An emulator that listens, with a client for its page and the calls of a platform that takes on tenants.</summary>
internal sealed class PageCloud : IAsyncDisposable
{
    private PageCloud(Cloud cloud)
    {
        Cloud = cloud;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(cloud.Emulator.Endpoint, "/_emulator/") };
    }

    public Cloud Cloud { get; }

    public HttpClient Http { get; }

    public static async Task<PageCloud> StartAsync(Action<CloudBaseEmulatorOptions>? configure = null) =>
        new(await Cloud.StartAsync(options =>
        {
            options.Listen = true;
            configure?.Invoke(options);
        }));

    /// <summary>Everything that a tenant gets: a tag, an environment, a sub-account whose policy is cut to the tag, and an API key.</summary>
    public async Task<(string EnvironmentId, Keys Keys, string ApiKey)> OnboardAsync(string tenant)
    {
        await Cloud.CallAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = tenant });
        var environment = await Cloud.CreateEnvAsync(tenant, new[] { new { Key = "tenant", Value = tenant } });
        var (keys, _, _) = await Cloud.SubAccountAsync($"{tenant}-platform", TagPolicy(tenant));
        var apiKey = await Cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = environment, KeyType = "api_key", KeyName = "backend" });
        return (environment, keys, apiKey.GetProperty("ApiKey").GetString()!);
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    public async Task<JsonElement> NewestAsync()
    {
        var requests = await JsonAsync("api/requests?most=1");
        return await JsonAsync($"api/requests/{requests.GetProperty("requests")[0].GetProperty("number").GetInt64()}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Cloud.DisposeAsync();
    }

    private static Dictionary<string, object> TagPolicy(string tenant) => new()
    {
        ["version"] = "2.0",
        ["statement"] = new object[]
        {
            new Dictionary<string, object>
            {
                ["effect"] = "allow",
                ["action"] = new[] { "tcb:Describe*", "tcb:ModifyEnv" },
                ["resource"] = "*",
                ["condition"] = new Dictionary<string, object> { ["for_any_value:string_equal"] = new Dictionary<string, object> { ["qcs:resource_tag"] = new[] { $"tenant&{tenant}" } } },
            },
            new Dictionary<string, object> { ["effect"] = "deny", ["action"] = new[] { "tcb:DestroyEnv", "tcb:ModifyEnv" }, ["resource"] = "*" },
        },
    };
}
