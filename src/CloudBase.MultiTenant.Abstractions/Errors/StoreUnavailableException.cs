namespace CloudBase.MultiTenant;

/// <summary>The store cannot be reached or did not answer in time; nothing is known to have been written.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="innerException">The cause.</param>
public sealed class StoreUnavailableException(string message, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.StoreUnavailable, message, innerException);
