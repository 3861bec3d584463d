namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What an error says about the sandbox that is restored.</summary>
internal static class RestoreFault
{
    /// <summary>Whether an error of these calls may be answered by going down the ladder, or by trying again.</summary>
    public static bool IsExpected(Exception exception) => exception is SandboxException or CloudCallException or OperationCanceledException;

    /// <summary>Whether it is gone.</summary>
    public static bool IsGone(Exception exception) => exception is SandboxLostException or CloudNotFoundException;

    /// <summary>Whether trying again would not help. A provider that does not answer, or has no room, or does not let this account in, says nothing about a tenant's files.</summary>
    public static bool IsFinal(Exception exception) => IsGone(exception)
        || exception is SandboxCommandFailedException
        || exception is CloudCallException { IsTransient: false }
            and not (CloudLimitExceededException or CloudSoldOutException or CloudPaymentException or CloudCredentialRejectedException or CloudAccessDeniedException or CloudClockSkewException);
}
