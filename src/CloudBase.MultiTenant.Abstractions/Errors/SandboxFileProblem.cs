namespace CloudBase.MultiTenant;

/// <summary>What is wrong with a path in a sandbox.</summary>
public enum SandboxFileProblem
{
    /// <summary>Something else; the message has it.</summary>
    Other,

    /// <summary>Nothing is there.</summary>
    NotFound,

    /// <summary>Something is there already.</summary>
    AlreadyExists,

    /// <summary>It is no folder, or one on its way is none.</summary>
    NotADirectory,

    /// <summary>It is a folder.</summary>
    IsADirectory,

    /// <summary>The user may not.</summary>
    PermissionDenied,

    /// <summary>The disk is full, or the file too large.</summary>
    NoSpace,

    /// <summary>It is no path.</summary>
    Invalid,
}
