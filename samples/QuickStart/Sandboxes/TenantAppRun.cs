using System.Diagnostics;
using System.Net;
using CloudBase.MultiTenant;

namespace QuickStart.Sandboxes;

/// <summary>A tenant's app in the sandbox that it was given: written, built, started, and asked for its page.</summary>
internal sealed class TenantAppRun(HttpClient http, ISandboxLease sandbox)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly CommandOptions InApp = new() { WorkingDirectory = "app" };

    internal async Task<CommandResult> BuildAsync(string alias, CancellationToken cancellationToken)
    {
        await sandbox.Files.WriteTextAsync(TenantApp.Page, TenantApp.PageOf(alias), cancellationToken);
        return await sandbox.Commands.RunAsync(TenantApp.Build, InApp, cancellationToken);
    }

    /// <summary>Starts it and fetches its page; it goes on when this is done.</summary>
    internal async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await using ISandboxProcess server = await sandbox.Commands.StartAsync(TenantApp.Start, InApp with { Timeout = null }, cancellationToken);
        return await FetchAsync(server, cancellationToken);
    }

    /// <summary>Asks until the app listens; the preview says where, and which headers the caller has to send.</summary>
    /// <param name="server">The app's process, where this run has started it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<string> FetchAsync(ISandboxProcess? server, CancellationToken cancellationToken)
    {
        Task<CommandResult>? ended = server?.WaitAsync(cancellationToken);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(100, cancellationToken))
        {
            SandboxPreview preview = await sandbox.GetPreviewAsync(sandbox.Ports["web"], cancellationToken);
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

            if (ended is { IsCompleted: true })
            {
                return (await ended).StandardError;
            }
        }

        return "no answer";
    }
}
