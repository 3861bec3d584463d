using System.Text;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Offline;

/// <summary>An emulator in a process of its own, with what it wrote to stdout when it was ready.</summary>
internal sealed class PrintedEmulator : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private PrintedEmulator(ChildProcess process, string printed) => (_process, Printed) = (process, printed);

    internal string Printed { get; }

    internal static async Task<PrintedEmulator> StartAsync(string form, string[] switches)
    {
        StringBuilder printed = new();
        TaskCompletionSource whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string last = form == "json" ? "}" : "CloudBase__TencentCloud__Region=";
        ChildProcess process = ChildProcess.Start(
            RepositoryLayout.Emulator, ["--urls", "http://127.0.0.1:0", "--print", form, .. switches], onOutput: line =>
            {
                printed.Append(line).Append('\n');
                if (line.StartsWith(last, StringComparison.Ordinal))
                {
                    whole.TrySetResult();
                }
            });
        try
        {
            await whole.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return new PrintedEmulator(process, printed.ToString());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
