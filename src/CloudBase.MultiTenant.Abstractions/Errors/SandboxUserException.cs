namespace CloudBase.MultiTenant;

/// <summary>A user of a sandbox that was to keep something to itself cannot: it is not there, is the one that it should be kept from, or that one can become it. Nothing was written.</summary>
/// <param name="message">What is wrong and the way out.</param>
/// <param name="user">The user that was named.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxUserException(string message, string user, Exception? innerException = null)
    : SandboxException(CloudBaseErrorCodes.SandboxUser, message, null, innerException)
{
    /// <summary>Gets the user that was named.</summary>
    public string User { get; } = user;
}
