namespace CloudBase.MultiTenant;

/// <summary>The store belongs to another deployment.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="pinned">The deployment that the store belongs to.</param>
/// <param name="configured">The deployment that was configured.</param>
/// <param name="innerException">The cause.</param>
public sealed class DeploymentMismatchException(string message, DeploymentName pinned, DeploymentName configured, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.DeploymentMismatch, message, innerException)
{
    /// <summary>Gets the deployment that the store belongs to.</summary>
    public DeploymentName Pinned { get; } = pinned;

    /// <summary>Gets the deployment that was configured.</summary>
    public DeploymentName Configured { get; } = configured;
}
