namespace CloudBase.MultiTenant;

/// <summary>The base of this library's errors. Each derived type stands for one thing that a caller can do about it.</summary>
/// <param name="message">What happened, with the value, the rule and the way out; never a secret.</param>
/// <param name="innerException">The cause.</param>
public abstract class CloudBaseException(string message, Exception? innerException = null) : Exception(message, innerException);
