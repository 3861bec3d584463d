using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Runs lines of shell in a sandbox and says what came of them.</summary>
internal static class SandboxShell
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(this IRunningSandbox sandbox, string script, CancellationToken cancellationToken = default)
    {
        var start = new SandboxedProcessStart { Program = "/bin/bash", Arguments = ["-c", script] };
        return await (await sandbox.StartAsync(start, cancellationToken)).FinishAsync();
    }

    /// <summary>A script that prints how many processes of a name there are, once there are so many: one that was just begun is its parent by name still, and one that was just killed is still listed.</summary>
    public static string CountOnce(int expected, string name = "sleep") =>
        $"for i in $(seq 1000); do left=$(pgrep -c -x {name}); [ $left = {expected} ] && break; done; echo $left";

    /// <summary>Deletes what fills a disk. A count that was under way still finds it full, and has who deletes killed once more.</summary>
    public static async Task<(int Code, string Output, string Error)> DeleteAsync(this IRunningSandbox sandbox, string script)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                (int Code, string Output, string Error) result = await sandbox.RunAsync(script);
                if (result.Code != 128 + 9 || tries == 20)
                {
                    return result;
                }
            }
            catch (SandboxRuntimeException) when (tries < 20)
            {
                // It was killed before it was in there.
            }
        }
    }

    public static async Task<(int Code, string Output, string Error)> FinishAsync(this ISandboxedProcess process)
    {
        await using (process)
        {
            Task<string> output = ReadAsync(process.Output), error = ReadAsync(process.Error);
            SandboxedProcessExit exit = await process.Exited.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            return (exit.Signal is { } signal ? 128 + signal : exit.ExitCode, await output, await error);
        }
    }

    public static async Task<string> ReadAsync(Stream stream)
    {
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
