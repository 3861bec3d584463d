using System.Runtime.Versioning;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>What every sandbox sees of this machine: its programs, and an /etc that says nothing of it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed record SystemView
{
    public const string Home = "/home/user";
    public const string User = "user";
    public const string UserId = "1000";
    public const string Mcp = "mcp";
    public const string McpHome = "/home/mcp";
    public const string McpId = "1001";
    public const string RootId = "0";
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Echoes its input until that ends. Nobody inside can kill a first process; ignoring SIGCHLD makes the kernel bury the orphans that it is given.</summary>
    public static readonly IReadOnlyList<string> FirstProcess = ["/usr/bin/env", "--ignore-signal=CHLD", "cat"];

    /// <summary>Folders of this machine's /etc that are shown as they are: programs are found through links in the first (awk, editors), authorities in the second.</summary>
    public static readonly string[] SharedFolders = ["alternatives", "ssl/certs"];

    /// <summary>File systems in memory that every user of a sandbox can write in.</summary>
    public static readonly string[] SharedScratch = ["/tmp", "/dev/shm"];

    public required string Etc { get; init; }

    public required string EtcWithNetwork { get; init; }

    /// <summary>The stage's root, for launchers that have none of their own.</summary>
    public string Root { get; init; } = string.Empty;

    public required IReadOnlyList<SystemMount> Mounts { get; init; }

    public static SystemView Make(string directory)
    {
        string etc = System.IO.Path.Combine(directory, "etc"), network = System.IO.Path.Combine(directory, "etc-network");
        foreach (string place in new[] { etc, network })
        {
            Write(place);
        }

        foreach (string file in new[] { "resolv.conf", "nsswitch.conf" })
        {
            string source = "/etc/" + file, target = System.IO.Path.Combine(network, file);
            if (File.Exists(source))
            {
                File.WriteAllText(target, File.ReadAllText(source));
            }
        }

        string[] folders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
        return new SystemView
        {
            Etc = etc,
            EtcWithNetwork = network,
            Mounts = [.. folders.Where(Directory.Exists).Select(f => new SystemMount(f, new DirectoryInfo(f).LinkTarget))],
        };
    }

    /// <summary>Names the users that sandboxes have.</summary>
    public static void WriteUsers(string directory, bool hasMcp)
    {
        string passwd = hasMcp ? $"{Mcp}:x:{McpId}:{McpId}::{McpHome}:/bin/bash\nroot:x:0:0::/nonexistent:/usr/sbin/nologin\n" : string.Empty, group = hasMcp ? $"{Mcp}:x:{McpId}:\nroot:x:0:\n" : string.Empty;
        foreach (string etc in new[] { System.IO.Path.Combine(directory, "etc"), System.IO.Path.Combine(directory, "etc-network") })
        {
            File.WriteAllText($"{etc}/passwd", $"{User}:x:{UserId}:{UserId}::{Home}:/bin/bash\n{passwd}nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n");
            File.WriteAllText($"{etc}/group", $"{User}:x:{UserId}:\n{group}nogroup:x:65534:\n");
        }
    }

    private static void Write(string etc)
    {
        Directory.CreateDirectory(etc, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Array.ForEach(SharedFolders, folder => Directory.CreateDirectory($"{etc}/{folder}"));
        File.WriteAllText($"{etc}/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n");
        File.WriteAllText($"{etc}/hostname", "sandbox\n");

        foreach (string file in new[] { "ld.so.cache", "ssl/openssl.cnf", "localtime" })
        {
            if (File.Exists("/etc/" + file))
            {
                File.Copy("/etc/" + file, $"{etc}/{file}", overwrite: true);
            }
        }
    }
}
