using System.Diagnostics;
using System.Net;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;

namespace QuickStart.Sandboxes;

/// <summary>Runs a tenant's app in a sandbox of its own, looks for what belongs to the host, pauses and resumes.</summary>
internal sealed class SandboxGuide(ISandboxProvider provider, HttpClient http, string databaseFile, string keyRing)
{
    private const string Install = "Sandboxes need bubblewrap (apt-get install bubblewrap), or util-linux with user namespaces, on Linux. Nothing else of this run needs them.";

    private static readonly string[] s_telling = ["SECRET", "KEY", "TOKEN", "PASSWORD"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<SandboxTourStep> _steps = [];

    internal async Task<SandboxTour> RunAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ISandbox sandbox;
        try
        {
            sandbox = await provider.StartAsync(
                new SandboxStart { StartId = Guid.NewGuid().ToString("N"), Template = "code-interpreter-v1", Lifetime = TimeSpan.FromMinutes(5) }, cancellationToken);
        }
        catch (CloudCallException e)
        {
            return new SandboxTour(tenant.Id, [], $"{e.Message} {Install}");
        }

        try
        {
            Add("a sandbox was started", $"{sandbox.Id}", started, asExpected: true);
            await WorkAsync(sandbox, tenant, cancellationToken);
            return new SandboxTour(tenant.Id, _steps, null);
        }
        finally
        {
            await sandbox.StopAsync(CancellationToken.None);
        }
    }

    private async Task WorkAsync(ISandbox sandbox, Tenant tenant, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        foreach ((string path, string content) in TenantApp.FilesFor(tenant.Alias.Value))
        {
            await sandbox.Files.WriteTextAsync(path, content, cancellationToken);
        }

        CommandOptions inApp = new() { WorkingDirectory = "app" };
        CommandResult built = await sandbox.Commands.RunAsync(TenantApp.Build, inApp, cancellationToken);
        Add("an app was written and built", built.IsSuccess ? "dist/index.html" : built.StandardError.Trim(), began, built.IsSuccess);

        began = Stopwatch.GetTimestamp();
        await using ISandboxProcess server = await sandbox.Commands.StartAsync(TenantApp.Start, inApp with { Timeout = null }, cancellationToken);
        string page = await FetchAsync(sandbox, server, cancellationToken);
        Add("it was started, and its page fetched", Shown(page), began, page.Contains(tenant.Alias.Value, StringComparison.Ordinal));

        await LookForTheHostAsync(sandbox, cancellationToken);
        await PauseAndResumeAsync(sandbox, server, tenant, cancellationToken);
    }

    /// <summary>Asks until the app listens; the preview says where, and which headers the caller has to send.</summary>
    private async Task<string> FetchAsync(ISandbox sandbox, ISandboxProcess server, CancellationToken cancellationToken)
    {
        Task<CommandResult> ended = server.WaitAsync(cancellationToken);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(100, cancellationToken))
        {
            SandboxPreview preview = await sandbox.GetPreviewAsync(TenantApp.Port, cancellationToken);
            using HttpRequestMessage request = new(HttpMethod.Get, preview.Uri);
            foreach ((string name, SecretString value) in preview.Headers)
            {
                request.Headers.Add(name, value.Reveal());
            }

            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await response.Content.ReadAsStringAsync(cancellationToken);
            }

            if (ended.IsCompleted)
            {
                return (await ended).StandardError;
            }
        }

        return "no answer";
    }

    private async Task LookForTheHostAsync(ISandbox sandbox, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        CommandResult look = await sandbox.Commands.RunAsync(
            "env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'; for f in \"$DATABASE\" \"$KEYS\"; do if [ -e \"$f\" ]; then echo \"THERE $f\"; fi; done",
            new CommandOptions { Environment = new Dictionary<string, string> { ["DATABASE"] = databaseFile, ["KEYS"] = keyRing } },
            cancellationToken);
        bool there = look.StandardOutput.Contains("THERE ", StringComparison.Ordinal);
        HashSet<string> lines = [.. look.StandardOutput.Split('\n')];
        string[] ours = [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")];
        string[] same = [.. ours.Where(lines.Contains)];

        // What every Linux process has, such as PATH and LANG, may be the same by chance; a key never is.
        string[] secrets = [.. same.Where(v => s_telling.Any(word => v.Contains(word, StringComparison.OrdinalIgnoreCase)))];
        string names = same.Length == 0 ? string.Empty : $" ({string.Join(", ", same.Select(v => v[..v.IndexOf('=', StringComparison.Ordinal)]))})";
        Add(
            "it looked for what is the host's",
            $"database and key ring {(there ? "ARE THERE" : "are not there")}; {secrets.Length} of the host's keys; {same.Length} of its {ours.Length} variables{names}",
            began,
            !there && secrets.Length == 0);
    }

    private async Task PauseAndResumeAsync(ISandbox sandbox, ISandboxProcess server, Tenant tenant, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        SandboxPauseMode mode = SandboxPauseMode.KeepMemory;
        try
        {
            await sandbox.PauseAsync(mode, cancellationToken);
        }
        catch (CloudCallException)
        {
            // Not every machine can freeze processes; files are kept everywhere.
            mode = SandboxPauseMode.DiskOnly;
            await sandbox.PauseAsync(mode, cancellationToken);
        }

        Add("it was paused", mode == SandboxPauseMode.KeepMemory ? "with its memory" : "with its disk only: this machine freezes no processes", began, asExpected: true);
        began = Stopwatch.GetTimestamp();
        await sandbox.ResumeAsync(TimeSpan.FromMinutes(5), cancellationToken);
        string page = mode == SandboxPauseMode.KeepMemory
            ? await FetchAsync(sandbox, server, cancellationToken)
            : await sandbox.Files.ReadTextAsync("app/dist/index.html", cancellationToken);
        Add("it was resumed, and its page is there", Shown(page), began, page.Contains(tenant.Alias.Value, StringComparison.Ordinal));
    }

    private void Add(string what, string seen, long began, bool asExpected) => _steps.Add(new SandboxTourStep(what, seen, Stopwatch.GetElapsedTime(began), asExpected));

    private static string Shown(string page)
    {
        const int Most = 80;
        string text = string.Join(' ', page.Replace("<!doctype html><title>app</title><h1>", string.Empty, StringComparison.Ordinal).Replace("</h1>", string.Empty, StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > Most ? text[..Most] + "…" : text;
    }
}
