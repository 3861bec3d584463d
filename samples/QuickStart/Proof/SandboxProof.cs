using System.Diagnostics;
using CloudBase.MultiTenant;
using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Sandboxes;

namespace QuickStart.Proof;

/// <summary>Has a process take a tenant's sandbox, kills that, and starts it again with the same command. The cloud lives on in this process, and with it the sandbox.</summary>
internal static class SandboxProof
{
    internal static async Task<SandboxVerdict> RunAsync(QuickStartSettings settings, TenantId tenant, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = ThisProgram.With(
            "--db", settings.DatabaseFile, $"--hold-sandbox={tenant.Value}", "--cloud", settings.OwnCloud!.ToString());
        using Process first = Process.Start(start)!;
        try
        {
            SandboxSighting held = await ReadAsync(first, cancellationToken);
            first.Kill();
            await first.WaitForExitAsync(cancellationToken);
            using Process second = Process.Start(start)!;
            try
            {
                SandboxSighting again = await ReadAsync(second, cancellationToken);
                second.StandardInput.Close();
                await second.WaitForExitAsync(cancellationToken);
                return new SandboxVerdict(tenant, first.Id, first.ExitCode, held, again);
            }
            finally
            {
                KillIfAlive(second);
            }
        }
        finally
        {
            KillIfAlive(first);
        }
    }

    private static async Task<SandboxSighting> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (SandboxSighting.Parse(line) is { } sighting)
            {
                return sighting;
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        string said = (await errors).Trim();
        throw new QuickStartException(
            $"The process that was to hold a sandbox ended by itself (exit code {process.ExitCode}). {said}",
            "Run again; if it stays so, this is a bug to report.");
    }

    private static void KillIfAlive(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }
}
