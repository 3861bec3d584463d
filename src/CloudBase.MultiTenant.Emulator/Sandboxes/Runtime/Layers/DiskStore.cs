using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>The disks of sandboxes and the saved layers, in folders that only the emulator's user can enter.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class DiskStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly HostUsers _users;

    public DiskStore(string directory, HostUsers users)
    {
        _users = users;
        Directory = System.IO.Directory.CreateDirectory(directory, Private).FullName;
        foreach (string place in new[] { Disks, Layers, Empty })
        {
            System.IO.Directory.CreateDirectory(place, Private);
        }
    }

    public string Directory { get; }

    public string Empty => Path.Combine(Directory, "empty");

    private string Disks => Path.Combine(Directory, "disks");

    private string Layers => Path.Combine(Directory, "layers");

    public string LayerPath(string layerId) => Path.Combine(Layers, Checked(layerId));

    public string DiskPath(string sandboxId) => Path.Combine(Disks, Checked(sandboxId));

    /// <summary>The disk of a sandbox: that which it left, or a new one.</summary>
    public SandboxDisk Open(SandboxLayout layout)
    {
        string disk = DiskPath(layout.Id), upper = Path.Combine(disk, "upper"), work = Path.Combine(disk, "work");
        string[] lower = [.. layout.Layers.Select(LayerPath)];
        if (lower.FirstOrDefault(l => !System.IO.Directory.Exists(l)) is { } missing)
        {
            throw new SandboxRuntimeException($"There is no layer '{Path.GetFileName(missing)}': it was never saved, or deleted.");
        }

        if (layout.KeepDisk && !System.IO.Directory.Exists(upper))
        {
            throw new SandboxRuntimeException($"Sandbox '{layout.Id}' left no disk to go on with.");
        }

        System.IO.Directory.CreateDirectory(work, Private);
        if (!System.IO.Directory.Exists(upper))
        {
            System.IO.Directory.CreateDirectory(upper, Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            HostUsers.Give(upper, lower.Length > 0 ? _users.OwnerOf(lower[0]) : _users.Next());
        }

        return new SandboxDisk(upper, work, lower, _users.OwnerOf(upper));
    }

    /// <summary>Where a layer is put together; it is there for others once it is <see cref="Publish">published</see>.</summary>
    public string MakeDraft(string layerId, string source)
    {
        string draft = LayerPath(layerId) + ".draft";
        if (System.IO.Directory.Exists(LayerPath(layerId)))
        {
            throw new SandboxRuntimeException($"There is a layer '{layerId}' already.");
        }

        if (!System.IO.Directory.Exists(source))
        {
            throw new SandboxRuntimeException($"There is no disk to save as layer '{layerId}'.");
        }

        System.IO.Directory.CreateDirectory(draft, Private);
        return draft;
    }

    public void Publish(string draft, string layerId) => System.IO.Directory.Move(draft, LayerPath(layerId));

    public string UpperPath(string sandboxId) => Path.Combine(DiskPath(sandboxId), "upper");

    private static string Checked(string id) =>
        Id().IsMatch(id) ? id : throw new ArgumentException($"'{id}' cannot name a sandbox or a layer: only 1 to 128 letters, digits, '-' and '_' can.", nameof(id));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex Id();
}
