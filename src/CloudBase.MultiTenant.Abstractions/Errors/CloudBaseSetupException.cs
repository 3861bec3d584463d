namespace CloudBase.MultiTenant;

/// <summary>The library is not put together or configured in a way that can work. Nothing was called or spent.</summary>
/// <param name="problems">Everything that is wrong, each with its code and its way out.</param>
/// <param name="innerException">The cause.</param>
public sealed class CloudBaseSetupException(IReadOnlyList<string> problems, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.SetupFailed, Describe(problems), innerException)
{
    /// <summary>Gets everything that is wrong, each with its code and its way out.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.Count == 1
            ? problems[0]
            : $"CloudBase.MultiTenant cannot start, for {problems.Count} reasons:{string.Concat(problems.Select(p => Environment.NewLine + "- " + p))}";
    }
}
