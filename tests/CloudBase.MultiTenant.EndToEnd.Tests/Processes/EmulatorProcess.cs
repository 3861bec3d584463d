using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Processes;

/// <summary>The emulator in a process of its own, on a free port.</summary>
internal sealed partial class EmulatorProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http = new();

    private EmulatorProcess(ChildProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    internal Uri Endpoint { get; }

    internal static async Task<EmulatorProcess> StartAsync(params string[] arguments)
    {
        TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Uri? endpoint = null;
        ChildProcess process = ChildProcess.Start(RepositoryLayout.Emulator, ["--urls", "http://127.0.0.1:0", .. arguments], onLine: (_, line) =>
        {
            endpoint ??= Address().Match(line) is { Success: true } match ? new Uri(match.Value) : null;
            if (line.Contains("safe to connect", StringComparison.Ordinal) && endpoint is not null)
            {
                ready.TrySetResult(endpoint);
            }
        });
        try
        {
            return new EmulatorProcess(process, await ready.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the environments that were ordered, one entry for each order.</summary>
    internal async Task<IReadOnlyList<string>> OrderedEnvironmentsAsync()
    {
        JsonElement ledger = await _http.GetFromJsonAsync<JsonElement>(new Uri(Endpoint, "/_emulator/ledger"));
        return [.. ledger.EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "New").Select(e => e.GetProperty("environmentId").GetString()!)];
    }

    internal async Task AddFaultAsync(string script)
    {
        using StringContent content = new(script, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(Endpoint, "/_emulator/faults"), content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
