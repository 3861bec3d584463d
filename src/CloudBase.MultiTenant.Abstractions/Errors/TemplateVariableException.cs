namespace CloudBase.MultiTenant;

/// <summary>Placeholders of a template have no value for a tenant; nothing was done.</summary>
/// <param name="message">Which, and the way out.</param>
/// <param name="names">The names of the placeholders.</param>
/// <param name="innerException">The cause.</param>
public sealed class TemplateVariableException(string message, IReadOnlyList<string> names, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TemplateVariable, message, innerException)
{
    /// <summary>Gets the names of the placeholders.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
