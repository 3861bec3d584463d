using System.Globalization;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Makes a sandbox that was started from a snapshot one of its own: machine id, randomness, no credentials; and looks at its clock.</summary>
internal sealed class AfterRestore(TimeProvider timeProvider, IRandomSource random, ILogger logger)
{
    private static readonly TimeSpan ClockWarning = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What is written to /dev/urandom stirs the kernel's pool, for providers
    // that restore memory: two machines woken from one image draw the same numbers until something differs.
    private static readonly string Script = $"""
        set -eu
        cd "$HOME"
        mkdir -p {HomePaths.Own}
        rm -rf -- {string.Join(' ', HomePaths.Credentials)}
        printf '%s\n' "$CBMT_MACHINE" > {HomePaths.Own}/machine-id
        if [ -w /etc/machine-id ]; then printf '%s\n' "$CBMT_MACHINE" > /etc/machine-id; fi
        printf '%s\n' "$CBMT_SEED" > {HomePaths.Own}/random-seed
        printf '%s\n' "$CBMT_SEED" 2>/dev/null > /dev/urandom || true
        printf '%s\n' "$CBMT_SANDBOX" > {HomePaths.Incarnation}
        printf '\n'
        date +%s.%N
        """;

    /// <summary>Whether it was done in this sandbox before: the same start was repeated, and what strangers' code has changed since is theirs.</summary>
    public static async Task<bool> IsDoneAsync(ISandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            return (await sandbox.Files.ReadTextAsync(HomePaths.Incarnation, cancellationToken).ConfigureAwait(false)).Trim() == sandbox.Id.Value;
        }
        catch (SandboxFileException)
        {
            return false;
        }
    }

    public async Task RunAsync(ISandbox sandbox, SandboxTemplate template, CancellationToken cancellationToken)
    {
        DateTimeOffset before = timeProvider.GetUtcNow();
        CommandResult result = await sandbox.Commands.RunAsync(
            Script,
            new CommandOptions
            {
                Timeout = Patience,
                Environment = new Dictionary<string, string> { ["CBMT_SANDBOX"] = sandbox.Id.Value, ["CBMT_MACHINE"] = Draw(16), ["CBMT_SEED"] = Draw(32) },
            },
            cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            throw new SandboxTemplateException(
                $"Sandbox {sandbox.Id} of template '{template.Name}' {template.Version} could not be given an identity of its own, and was stopped: exit code {result.ExitCode}, {result.StandardError.Trim()}",
                template.Name,
                template.Version,
                SandboxTemplateStage.Restore,
                result);
        }

        LookAtClock(sandbox.Id, result.StandardOutput, before, timeProvider.GetUtcNow());
    }

    private string Draw(int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        random.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private void LookAtClock(SandboxId sandbox, string output, DateTimeOffset before, DateTimeOffset after)
    {
        string line = output.TrimEnd().Split('\n')[^1];
        if (!decimal.TryParse(line, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) || seconds > 253402300799m)
        {
            return;
        }

        // The sandbox read its clock somewhere between the two: only what lies outside both is counted.
        DateTimeOffset there = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        TimeSpan offset = there < before ? there - before : there > after ? there - after : TimeSpan.Zero;
        if (offset.Duration() > ClockWarning)
        {
            SandboxTemplateLog.ClockIsOff(logger, sandbox, offset);
        }
    }
}
