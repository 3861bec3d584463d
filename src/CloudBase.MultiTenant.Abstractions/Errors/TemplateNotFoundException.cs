namespace CloudBase.MultiTenant;

/// <summary>There is no such template on this host or in the store.</summary>
/// <param name="message">What was asked for, and the way out.</param>
/// <param name="reference">The name, or name and version.</param>
/// <param name="innerException">The cause.</param>
public sealed class TemplateNotFoundException(string message, string reference, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TemplateNotFound, message, innerException)
{
    /// <summary>Gets the name, or name and version.</summary>
    public string Reference { get; } = reference;
}
