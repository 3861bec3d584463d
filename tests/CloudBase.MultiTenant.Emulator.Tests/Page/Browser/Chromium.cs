using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBase.MultiTenant.Emulator.Tests.Page.Browser;

/// <summary>An installed Chromium without a window, driven by its own DevTools protocol. Dispose it to end it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(120));
    private string? _session;
    private Task _reading = Task.CompletedTask;
    private int _last;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>What the page complained of: console errors and warnings, exceptions, refused policies.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>The addresses of everything that the page asked for.</summary>
    public ConcurrentQueue<Uri> Requests { get; } = new();

    public static async Task<Chromium> StartAsync()
    {
        var program = Find();
        var profile = Directory.CreateTempSubdirectory("cbmt-chromium-").FullName;
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-default-apps", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var browser = new Chromium(Process.Start(start)!, profile);
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonNode> SendAsync(string method, object? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var waiting = _waiting[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters ?? new { }) };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _sending.WaitAsync(_patience.Token);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, _patience.Token);
        }
        finally
        {
            _sending.Release();
        }

        return await waiting.Task.WaitAsync(_patience.Token);
    }

    public async Task OpenAsync(Uri address)
    {
        await SendAsync("Page.navigate", new { url = address.ToString() });
        await WaitForAsync($"location.href === {JsonSerializer.Serialize(address.ToString())} && document.readyState === 'complete'");
    }

    /// <summary>What an expression (or the promise it makes) comes to.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var reply = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        return reply["exceptionDetails"] is { } thrown
            ? throw new InvalidOperationException($"{expression}: {thrown.ToJsonString()}")
            : reply["result"]!["value"];
    }

    /// <summary>Returns when an expression holds; looks again whenever the page changes.</summary>
    public async Task WaitForAsync(string condition)
    {
        while (true)
        {
            try
            {
                await EvaluateAsync($$"""
                    new Promise(done => {
                      const look = () => { if ({{condition}}) { watch.disconnect(); done(true); } };
                      const watch = new MutationObserver(look);
                      watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
                      addEventListener('load', look);
                      look();
                    })
                    """);
                return;
            }
            catch (InvalidOperationException) when (!_patience.IsCancellationRequested)
            {
                // The page went away while it was asked: ask the one that took its place.
            }
        }
    }

    /// <summary>Presses and releases a key.</summary>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        await SendAsync("Input.dispatchKeyEvent", new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text = text ?? string.Empty });
        await SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public Task SchemeAsync(string scheme) =>
        SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme }, new { name = "prefers-reduced-motion", value = "reduce" } } });

    public Task SizeAsync(int width, int height) =>
        SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 600 });

    public async Task<byte[]> PictureAsync() =>
        Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", new { format = "png" }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _patience.Cancel();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        _patience.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private static string Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("CLOUDBASE_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        var found = candidates.Where(name => !string.IsNullOrEmpty(name)).SelectMany(name => folders.Select(folder => Path.Combine(folder, name!))).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI")?.ToUpperInvariant() is "1" or "TRUE", "In CI this test must run: Chromium is not on the path.");
            Assert.Skip("The page was not opened in a browser: Chromium is not on the path (tests/run.sh --install installs it; CLOUDBASE_TEST_CHROMIUM names another).");
        }

        return found!;
    }

    private async Task ConnectAsync()
    {
        const string Said = "DevTools listening on ";
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("Chromium ended before it listened."));
            }
            else if (said.Data.StartsWith(Said, StringComparison.Ordinal))
            {
                listening.TrySetResult(said.Data[Said.Length..]);
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(new Uri(await listening.Task.WaitAsync(_patience.Token)), _patience.Token);
        _reading = Task.Run(ReadAsync);
        var target = (string)(await SendAsync("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        _session = (string)(await SendAsync("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await SendAsync($"{domain}.enable");
        }

        await SizeAsync(1280, 900);
    }

    private async Task ReadAsync()
    {
        var chunk = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(chunk.AsMemory(), _patience.Token);
                message.Write(chunk, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            foreach (var waiting in _waiting.Values)
            {
                waiting.TrySetException(new InvalidOperationException("Chromium ended."));
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_waiting.TryRemove((int)id, out var waiting))
            {
                if (message["error"] is { } error)
                {
                    waiting.TrySetException(new InvalidOperationException(error.ToJsonString()));
                }
                else
                {
                    waiting.TrySetResult(message["result"]!);
                }
            }

            return;
        }

        var body = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.consoleAPICalled" when (string?)body!["type"] is "error" or "warning" or "assert":
            case "Runtime.exceptionThrown":
            case "Log.entryAdded" when (string?)body!["entry"]!["level"] is "error" or "warning":
                Complaints.Enqueue(body!.ToJsonString());
                break;
            case "Network.requestWillBeSent" when Uri.TryCreate((string?)body!["request"]!["url"], UriKind.Absolute, out var address):
                Requests.Enqueue(address);
                break;
        }
    }
}
