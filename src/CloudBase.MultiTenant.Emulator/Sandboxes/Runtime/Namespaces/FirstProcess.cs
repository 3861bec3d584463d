using System.Runtime.Versioning;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>The first process of a sandbox, held by a descriptor of its folder in /proc: a number could be another's by the time that it is used.</summary>
internal sealed class FirstProcess : IDisposable
{
    private const int PathOnly = 0x200000;

    private readonly int _folder;
    private readonly int _pidfd;
    private readonly Lock _gate = new();
    private bool _disposed;

    internal FirstProcess(int folder, int pidfd) => (_folder, _pidfd) = (folder, pidfd);

    /// <summary>Its folder in /proc, as every process of this machine can name it.</summary>
    public string Folder => $"/proc/{Environment.ProcessId}/fd/{_folder}";

    /// <summary>Waits until it answers, which it does once everything around it is set up.</summary>
    [UnsupportedOSPlatform("windows")]
    public static async Task<FirstProcess> ReadyAsync(ILauncher launcher, LaunchPlan plan, NativeProcess holder, CancellationToken cancellationToken)
    {
        int? id = await launcher.ReadFirstProcessAsync(holder.Status!, cancellationToken).ConfigureAwait(false);
        int folder = id is null ? -1 : Libc.Open(Libc.Text($"/proc/{id}"), PathOnly | Libc.OCloexec, 0);
        int pidfd = id is null ? -1 : Libc.PidFdOpen(id.Value);
        var first = new FirstProcess(folder, pidfd);
        string wrong = string.Empty;
        byte[] answer = "\n"u8.ToArray();
        try
        {
            if (folder >= 0)
            {
                await launcher.CompleteAsync(plan, first.Folder, holder.Input!).ConfigureAwait(false);
            }

            await holder.Input!.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
            if (await holder.Output!.ReadAsync(answer, cancellationToken).ConfigureAwait(false) == 1 && folder >= 0 && pidfd >= 0)
            {
                if (plan.Users is { } users)
                {
                    // Nothing of a caller's has run in there, so that these are the folders that were just mounted. Who owns one for all may remove in it what is another's.
                    HostUsers.Give($"{first.Folder}/root{SystemView.McpHome}", users.Mcp);
                    Array.ForEach(SystemView.SharedScratch, folder => HostUsers.Give($"{first.Folder}/root{folder}", users.Root));
                }

                return first;
            }
        }
        catch (Exception e) when (e is IOException or SandboxRuntimeException)
        {
            // It ended, or must: what it said comes below.
            wrong = $"{e.Message} ";
            holder.Signal(Libc.SigKill, group: true);
        }
        catch
        {
            first.Dispose();
            throw;
        }

        first.Dispose();
        throw new SandboxRuntimeException($"A sandbox did not start: {wrong}{await ReadAsync(holder.Error!, cancellationToken).ConfigureAwait(false)}");
    }

    public void Kill()
    {
        // A descriptor that is closed may be another process's by now.
        lock (_gate)
        {
            if (!_disposed)
            {
                Libc.PidFdSignal(_pidfd, Libc.SigKill);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                Libc.Close(_folder);
                Libc.Close(_pidfd);
            }
        }
    }

    /// <summary>The first kilobytes of what a process said, on one line.</summary>
    public static async Task<string> ReadAsync(Stream error, CancellationToken cancellationToken)
    {
        byte[] said = new byte[4096];
        int length = await error.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        string text = Encoding.UTF8.GetString(said, 0, length).ReplaceLineEndings(" ").Trim();
        const int enough = 500;
        return text.Length == 0 ? "it said nothing." : text.Length > enough ? text[..enough] + "..." : text;
    }
}
