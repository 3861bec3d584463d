using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Gives a new user namespace its users, and forbids that others are made in it: only who is root outside can give it more than one.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UserMapper(Spawner spawner, SpawnThread thread)
{
    /// <exception cref="SandboxRuntimeException">The kernel refused; the sandbox must not go on.</exception>
    public async Task MapAsync(SandboxUsers users, string firstProcess)
    {
        byte[] map = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"0 {users.Root} 1\n{SystemView.UserId} {users.User} 1\n{SystemView.McpId} {users.Mcp} 1\n"));
        foreach (string file in new[] { "uid_map", "gid_map" })
        {
            try
            {
                // Not buffered: the kernel takes the first write for all of it.
                using FileStream stream = new($"{firstProcess}/{file}", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                stream.Write(map);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SandboxRuntimeException($"The users of a sandbox cannot be mapped: {e.Message}", e);
            }
        }

        await ForbidNestingAsync(firstProcess).ConfigureAwait(false);
    }

    private async Task ForbidNestingAsync(string firstProcess)
    {
        string[] command = ["/usr/bin/env", "nsenter", $"--user={firstProcess}/ns/user", "-S", "0", "/bin/sh", "-c", "echo 0 >/proc/sys/user/max_user_namespaces"];
        NativeProcess writing = await thread.RunAsync(() => spawner.Start(new ProcessRequest { Command = command, Error = true })).ConfigureAwait(false);
        await using (writing.ConfigureAwait(false))
        {
            string said = await FirstProcess.ReadAsync(writing.Error!, CancellationToken.None).ConfigureAwait(false);
            if (await writing.Exited.ConfigureAwait(false) != 0)
            {
                throw new SandboxRuntimeException($"A sandbox's code cannot be kept from making user namespaces: {said}");
            }
        }
    }
}
