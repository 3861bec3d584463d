namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Errors of this room's own, and what the cloud's codes mean to it.</summary>
internal static class AgsErrors
{
    /// <summary>Whether the same client token is being worked on by an earlier call.</summary>
    public static bool IsInProgress(CloudCallException exception) => Is(exception, "FailedOperation.RequestInProgress");

    /// <summary>Whether the same client token was worked on already.</summary>
    public static bool IsDuplicate(CloudCallException exception) => Is(exception, "FailedOperation.DuplicateRequest");

    /// <summary>Whether a tool of that name is there.</summary>
    public static bool IsToolNameTaken(CloudCallException exception) =>
        Is(exception, "InvalidParameterValue.SandboxTool") || Is(exception, "ResourceInUse.SandboxTool") || IsDuplicate(exception);

    /// <summary>Whether another try of the same start, with the same client token, can help.</summary>
    public static bool MayPass(CloudCallException exception) =>
        exception is CloudUnavailableException || IsInProgress(exception) || Is(exception, "FailedOperation.DependencyUnavailable") || Is(exception, "ResourceUnavailable.SandboxTool");

    /// <summary>Whether the instance is in no state for the call, or is not there: what it is has to be looked at.</summary>
    public static bool IsAboutState(CloudCallException exception) =>
        exception is CloudNotFoundException or CloudConflictException || exception.Code.StartsWith("UnsupportedOperation", StringComparison.Ordinal)
        || Is(exception, "InvalidParameterValue.InstanceIds") || Is(exception, "InvalidParameterValue.InstanceId");

    public static CloudUnavailableException Unreadable(TencentCloudAction action, string missing) => new(
        $"{action.Service}.{action.Name} succeeded with {missing} in its answer: look whether it worked, and report it.",
        Details(action, "ClientError.NotJson", CloudEffect.Unknown));

    public static CloudUnavailableException TooSlow(TencentCloudAction action, string what, TimeSpan limit, Exception? innerException = null) => new(
        $"{what} in {limit}. The same call finds what becomes of it; raise TransitionTimeout of AgentSandboxOptions where this is too short.",
        Details(action, "ClientError.TransitionTimeout", CloudEffect.Unknown, transient: true),
        innerException);

    public static CloudErrorDetails Details(TencentCloudAction action, string code, CloudEffect effect, bool transient = false) => new()
    {
        Service = action.Service,
        Action = action.Name,
        Code = code,
        Effect = effect,
        IsTransient = transient,
    };

    private static bool Is(CloudCallException exception, string code) => exception.Code.StartsWith(code, StringComparison.Ordinal);
}
