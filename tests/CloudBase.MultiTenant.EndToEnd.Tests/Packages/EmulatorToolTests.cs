using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Packages;

/// <summary>The packed tool, installed into an empty folder as anybody would, without a network.</summary>
public sealed class EmulatorToolTests(PackedPackages packages)
{
    [Fact]
    public async Task Tool_InstalledFromItsPackage_RunsServesPassesOnAndStops()
    {
        using Stranger stranger = await Stranger.ArriveAsync(packages);
        ProcessResult installed = await stranger.DotNetAsync(
            "tool", "install", "CloudBase.MultiTenant.Emulator.Tool", "--tool-path", "tools", "--version", PackedPackages.Version, "--source", await packages.FeedAsync());
        installed.ExitCode.Should().Be(0, "{0}", installed);

        await StartAskAndStopAsync(stranger);
        (await WaitAsync(Start(stranger, "exec", "--", "sh", "-c", "exit 7"))).Should().Be(7, "the command's exit code is passed on");
        await InterruptTheCommandAsync(stranger, "INT");
        await InterruptTheCommandAsync(stranger, "TERM");
    }

    private static async Task StartAskAndStopAsync(Stranger stranger)
    {
        using Process tool = Start(stranger, "--urls", "http://127.0.0.1:0", "--print", "json");
        while (await tool.StandardError.ReadLineAsync() is { } line && line != "Ready. It is safe to connect.")
        {
        }

        using JsonDocument printed = JsonDocument.Parse(await ReadJsonAsync(tool));
        using HttpClient http = new() { BaseAddress = new Uri(printed.RootElement.GetProperty("endpoint").GetString()!) };
        (await http.GetStringAsync("/_emulator/health")).Should().Contain("ready");
        Signal(tool, "TERM");
        (await WaitAsync(tool)).Should().Be(0);
    }

    /// <summary>A shell answers a signal with an exit code of its own: only the command can have made it.</summary>
    private static async Task InterruptTheCommandAsync(Stranger stranger, string signal)
    {
        using Process tool = Start(stranger, "exec", "--", "sh", "-c", $"trap 'exit 42' {signal}; echo up; while :; do sleep 0.1; done");
        (await tool.StandardOutput.ReadLineAsync()).Should().Be("up");
        Signal(tool, signal);
        (await WaitAsync(tool)).Should().Be(42, "{0} reaches the command, which answers it", signal);
    }

    private static Process Start(Stranger stranger, params string[] arguments)
    {
        // A shell's background job ignores Ctrl+C, and so would its children: env gives the default back, and becomes the program.
        ProcessStartInfo start = Tool.StartInfo(stranger.Folder, "env", ["--default-signal=INT", Path.Combine(stranger.Folder, "tools", "cloudbase-emulator"), .. arguments]);
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Process.Start(start)!;
    }

    private static async Task<string> ReadJsonAsync(Process tool)
    {
        List<string> lines = [];
        while (await tool.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line == "}")
            {
                break;
            }
        }

        return string.Join('\n', lines);
    }

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task<int> WaitAsync(Process process)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
