using System.Diagnostics;
using System.Globalization;
using QuickStart.CommandLine;
using QuickStart.Hosting;
using QuickStart.Output;

namespace QuickStart.Proof;

/// <summary>Runs this program on the same database in a process of its own, and kills that while it orders environments.</summary>
internal static class ProofByKill
{
    /// <summary>What a run says when the intent of an order is written down and the order goes out: the worst moment to die at.</summary>
    private static readonly string WorstMoment = "environment.order: " + Words.Of(CloudBase.MultiTenant.Ports.JournalEntryKind.Intent);

    internal static async Task<KilledRun> RunAsync(QuickStartSettings settings, int tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        if (File.Exists(settings.DatabaseFile))
        {
            throw new QuickStartException(
                $"--prove kills a first run, and {settings.DatabaseFile} is there already.", "Name a file that is not there with --db FILE, or leave --db out.", ExitCodes.Usage);
        }

        using Process child = new() { StartInfo = Describe(settings) };
        long started = time.GetTimestamp();
        child.Start();
        try
        {
            Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
            (string Tenant, string Step)? last = await WaitForTheMiddleAsync(child, tenants, cancellationToken);
            TimeSpan lived = time.GetElapsedTime(started);
            child.Kill();
            await child.WaitForExitAsync(cancellationToken);
            return last is { } said
                ? new KilledRun(child.Id, child.ExitCode, lived, said.Tenant, said.Step)
                : throw new QuickStartException(
                    $"The first run ended by itself (exit code {child.ExitCode}) before it could be killed. {(await errors).Trim()}", $"Then go on with: {settings.SameCommand}");
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill();
            }
        }
    }

    // What is said lags behind what is done: at a quarter said, some orders are answered, some are in flight, and some are not begun.
    private static async Task<(string Tenant, string Step)?> WaitForTheMiddleAsync(Process child, int tenants, CancellationToken cancellationToken)
    {
        int ordered = 0;
        while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && line.EndsWith(WorstMoment, StringComparison.Ordinal) && ++ordered >= (tenants + 3) / 4)
            {
                return (line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..tab], line[(tab + 1)..]);
            }
        }

        return null;
    }

    private static ProcessStartInfo Describe(QuickStartSettings settings)
    {
        string[] template = settings.TemplateFile is { } file ? ["--template", file] : [];
        string[] delay = settings.ReadyDelay is { } given ? ["--ready-delay", given.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s"] : [];
        return ThisProgram.With(
        [
            "--db", settings.DatabaseFile, "--tenants", settings.TenantsFile, "--isolation", settings.IsolationArgument, .. delay, .. template,
        ]);
    }
}
