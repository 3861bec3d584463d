namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>Turns what envd says of a path into this library's error. envd's words are sure, its codes are not always.</summary>
internal static class FileFaults
{
    public static SandboxFileException? Translate(SandboxId sandbox, string path, EnvdFault fault)
    {
        SandboxFileProblem? problem = Of(fault);
        return problem is not { } known ? null : new SandboxFileException(
            $"'{path}' in sandbox '{sandbox}' does not allow this: {Describe(known)} ({fault}).", sandbox, path, known);
    }

    private static SandboxFileProblem? Of(EnvdFault fault) => fault switch
    {
        _ when fault.Says("not a directory") || fault.Says("no folder") || fault.Says("not a folder") => SandboxFileProblem.NotADirectory,
        _ when fault.Says("is a directory") || fault.Says("is a folder") => SandboxFileProblem.IsADirectory,
        _ when fault.Says("no space left") || fault.Says("file too large") || fault.Says("disk quota") || fault.Is("resource_exhausted", 507) => SandboxFileProblem.NoSpace,
        _ when fault.Is("not_found", 404) || fault.Says("no such file") => SandboxFileProblem.NotFound,
        _ when fault.Is("already_exists", 409) || fault.Says("file exists") => SandboxFileProblem.AlreadyExists,
        _ when fault.Is("permission_denied", 403) || fault.Says("permission denied") => SandboxFileProblem.PermissionDenied,
        _ when fault.Is("invalid_argument", 400) => SandboxFileProblem.Invalid,
        _ when fault.Is("failed_precondition", 412) => SandboxFileProblem.Other,
        _ => null,
    };

    private static string Describe(SandboxFileProblem problem) => problem switch
    {
        SandboxFileProblem.NotFound => "nothing is there, look with Files.FindAsync or ListAsync",
        SandboxFileProblem.AlreadyExists => "something is there already, remove it first or take another name",
        SandboxFileProblem.NotADirectory => "it is no folder, or one on its way is none",
        SandboxFileProblem.IsADirectory => "it is a folder, name a file in it",
        SandboxFileProblem.PermissionDenied => "the sandbox's user may not, take a path below its home",
        SandboxFileProblem.NoSpace => "the disk is full or the file too large, remove something or start the sandbox with more",
        SandboxFileProblem.Invalid => "envd does not take it for a path that fits",
        _ => "its state does not fit",
    };
}
