namespace CloudBase.MultiTenant.Diagnostics;

/// <summary>What a failure is called on a span or metric: few values, none of them a message.</summary>
internal static class ErrorType
{
    public static string Of(Exception error) => (error as CloudCallException)?.Code ?? error.GetType().Name;
}
