using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Says what a sandbox's files are, one or all below a folder. Called with the rights of the sandbox's user.</summary>
/// <param name="user">The user of this machine whom its user is.</param>
/// <param name="mcp">Whom its second user is; null where it has none.</param>
internal sealed class FileListing(uint user, uint? mcp)
{
    private const int MaxEntries = 200_000;

    public void List(SafeFileHandle folder, string path, int depth, List<SandboxedFile> files) => SandboxRoot.Use(folder, path, fd =>
    {
        foreach (string name in SandboxRoot.Names(fd, path))
        {
            // What went away meanwhile is not listed.
            if (FileStatus.In(fd, name) is not { } status)
            {
                continue;
            }

            if (files.Count >= MaxEntries)
            {
                throw new SandboxFileSystemException($"'{path}' holds more than {MaxEntries} files: list a smaller part.", SandboxFileError.Other, path);
            }

            files.Add(Describe($"{path}/{name}", status, fd, name));
            if (depth > 1 && status.IsDirectory)
            {
                using SafeFileHandle? inner = SandboxRoot.TryOpenIn(folder, name, SandboxRoot.PathOnly | SandboxRoot.Directory);
                if (inner is not null)
                {
                    ListReadable(inner, $"{path}/{name}", depth - 1, files);
                }
            }
        }

        return true;
    });

    // What the sandbox's user may not read below a folder is left out.
    private void ListReadable(SafeFileHandle folder, string path, int depth, List<SandboxedFile> files)
    {
        try
        {
            List(folder, path, depth, files);
        }
        catch (SandboxFileSystemException e) when (e.Error == SandboxFileError.PermissionDenied)
        {
            return;
        }
    }

    public SandboxedFile Describe(string path, FileStatus status, int at, string name) => new()
    {
        Name = path == "/" ? "/" : path[(path.LastIndexOf('/') + 1)..],
        Path = path,
        Type = status.IsFile ? SandboxedFileType.File : status.IsDirectory ? SandboxedFileType.Directory : status.IsLink ? SandboxedFileType.SymbolicLink : SandboxedFileType.Other,
        Size = status.Size,
        Mode = status.Mode & 0xfff,
        Owner = NameOf(status.UserId),
        Group = NameOf(status.GroupId),
        ModifiedAt = status.ModifiedAt,
        LinkTarget = status.IsLink ? ReadLink(at, name) : null,
    };

    private string NameOf(uint id) => id == user ? "user" : id == mcp ? "mcp" : "root";

    private static string? ReadLink(int at, string name)
    {
        byte[] target = new byte[4096];
        nint length = Libc.ReadLinkAt(at, Libc.Text(name), target, target.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(target, 0, (int)length);
    }
}
