namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Why a question of a health check has no answer.</summary>
internal static class NoAnswer
{
    /// <param name="who">Who was asked.</param>
    /// <param name="error">What the question ended in.</param>
    public static string Because(string who, Exception error) => error is OperationCanceledException ? $"{who} did not answer in time." : error.Message;
}
