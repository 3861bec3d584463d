namespace CloudBase.MultiTenant;

/// <summary>A template's JSON breaks rules: correct what is named.</summary>
/// <param name="message">Every problem, with path, value and rule.</param>
/// <param name="problems">The problems.</param>
/// <param name="innerException">The cause.</param>
public sealed class TemplateInvalidException(string message, IReadOnlyList<TemplateProblem> problems, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TemplateInvalid, message, innerException)
{
    /// <summary>Gets the problems.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; } = problems;
}
