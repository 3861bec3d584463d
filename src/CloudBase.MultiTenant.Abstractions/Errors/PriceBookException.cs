namespace CloudBase.MultiTenant;

/// <summary>A price book breaks its rules, so that no estimate can rest on it: correct the book.</summary>
/// <param name="message">Every problem, with the exact days and the way out.</param>
/// <param name="problems">The problems, one sentence each.</param>
/// <param name="innerException">The cause.</param>
public sealed class PriceBookException(string message, IReadOnlyList<string> problems, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.PriceBook, message, innerException)
{
    /// <summary>Gets the problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
