namespace CloudBase.MultiTenant;

/// <summary>A path in a sandbox does not allow what was asked.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="sandbox">The sandbox.</param>
/// <param name="path">The path.</param>
/// <param name="problem">What is wrong with it.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxFileException(string message, SandboxId sandbox, string path, SandboxFileProblem problem, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxFile, message, sandbox, innerException)
{
    /// <summary>Gets the path.</summary>
    public string Path { get; } = path;

    /// <summary>Gets what is wrong with it.</summary>
    public SandboxFileProblem Problem { get; } = problem;
}
