namespace CloudBase.MultiTenant;

/// <summary>A template, or an environment that is captured, needs a module that is not there.</summary>
/// <param name="message">Which module, and the way out.</param>
/// <param name="module">The module.</param>
/// <param name="innerException">The cause.</param>
public sealed class TemplateUnsupportedException(string message, string module, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TemplateUnsupported, message, innerException)
{
    /// <summary>Gets the module.</summary>
    public string Module { get; } = module;
}
