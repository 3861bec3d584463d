namespace CloudBase.MultiTenant;

/// <summary>A permission policy is too broad, too long or would not be enforced, and was not used.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="findings">Every rule it breaks.</param>
/// <param name="innerException">The cause.</param>
public sealed class PolicyRefusedException(string message, IReadOnlyList<string> findings, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.PolicyRefused, message, innerException)
{
    /// <summary>Gets every rule it breaks.</summary>
    public IReadOnlyList<string> Findings { get; } = findings;
}
