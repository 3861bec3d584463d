using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>What the broker logs; never a secret.</summary>
internal static partial class CredentialLog
{
    [LoggerMessage(1200, LogLevel.Debug, "Issued {Credential} for '{Tenant}', scope {Scope}")]
    public static partial void Issued(ILogger logger, EnvironmentCredential credential, TenantId tenant, string scope);

    [LoggerMessage(1201, LogLevel.Warning, "Renewing the credential of '{Tenant}', scope {Scope}, failed; {Credential} is served meanwhile, next attempt at {NextAttempt}")]
    public static partial void RenewalFailed(
        ILogger logger, Exception cause, TenantId tenant, string scope, EnvironmentCredential credential, DateTimeOffset nextAttempt);

    [LoggerMessage(1202, LogLevel.Warning, "No credential for '{Tenant}', scope {Scope}")]
    public static partial void IssueFailed(ILogger logger, Exception cause, TenantId tenant, string scope);

    [LoggerMessage(1203, LogLevel.Warning, "The cloud refused credential {CredentialId} of '{Tenant}', scope {Scope}; it is replaced")]
    public static partial void Rejected(ILogger logger, string credentialId, TenantId tenant, string scope);

    [LoggerMessage(1204, LogLevel.Information, "Took back {Count} credentials of '{Tenant}'; what was handed out may still work for {Residual}")]
    public static partial void Revoked(ILogger logger, int count, TenantId tenant, TimeSpan residual);

    [LoggerMessage(1205, LogLevel.Warning, "The outcome of making the API key {KeyName} in {Environment} is unknown; it is looked for, deleted and issued again")]
    public static partial void OutcomeUnknown(ILogger logger, Exception cause, string keyName, EnvironmentId environment);

    [LoggerMessage(1206, LogLevel.Warning, "The stored API key {KeyId} of {Environment} cannot be read back; it is deleted and issued again")]
    public static partial void Unreadable(ILogger logger, string? keyId, EnvironmentId environment);

    [LoggerMessage(1207, LogLevel.Warning, "Cleaning up the API key row {KeyName} of {Environment} failed; it is tried again with the next key")]
    public static partial void CleanUpFailed(ILogger logger, Exception cause, string keyName, EnvironmentId environment);

    [LoggerMessage(1208, LogLevel.Warning, "The API key {KeyName} of {Environment} was made while access was taken away; it was deleted and never handed out")]
    public static partial void MadeTooLate(ILogger logger, string keyName, EnvironmentId environment);
}
