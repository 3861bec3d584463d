namespace CloudBase.MultiTenant;

/// <summary>A secret must be stored and cannot be protected, or stored text cannot be read back.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="innerException">The cause.</param>
public sealed class SecretProtectionException(string message, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.SecretProtection, message, innerException);
