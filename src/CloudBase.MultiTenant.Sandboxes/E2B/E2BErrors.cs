using System.Text.Json;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Turns what the control API answers into errors that say what to do.</summary>
internal static class E2BErrors
{
    public const string Service = "e2b";

    private const int LongestMessage = 300;

    /// <summary>Whether an answer is the API's own, not a router's that knows no such path.</summary>
    public static bool IsApis(E2BAnswer answer) => Read(answer.Body).Code.ValueKind is JsonValueKind.Number or JsonValueKind.String;

    public static CloudCallException OfAnswer(E2BCall call, E2BAnswer answer, TimeSpan? wait, SecretString? key)
    {
        string message = Clean(Read(answer.Body).Message, key);
        CloudErrorDetails details = Details(call, $"HTTP {answer.Status}", answer.Status >= 500 ? CloudEffect.Unknown : CloudEffect.None, answer.Status is 408 or 429 or >= 500, wait);
        string text = $"{call.Action} of the E2B service was refused: HTTP {answer.Status}{(message.Length == 0 ? string.Empty : $", \"{message}\"")}. ";
        return answer.Status switch
        {
            400 or 413 or 422 => new CloudInvalidRequestException(text + "Correct the value that it names.", details),
            401 => new CloudCredentialRejectedException(text + "Check E2BSandboxOptions.ApiKey or the environment variable E2B_API_KEY.", details),
            402 => new CloudPaymentException(text + "Top the account up.", details),
            403 => new CloudAccessDeniedException(text + "The key may not do this: take one of the team that owns the template or sandbox.", details),
            404 => new CloudNotFoundException(text + "There is no such template, snapshot or sandbox, or it is another team's.", details),
            409 => new CloudConflictException(text + "Its state does not allow this now.", details),
            429 when message.Contains("concurrent", StringComparison.OrdinalIgnoreCase) => new CloudLimitExceededException(
                text + "Stop sandboxes that are not needed, or have the limit raised.", details with { IsTransient = false }, "concurrent sandboxes", null, null),
            429 => new CloudThrottledException(text + (wait is null ? "Try again later." : $"Try again in {wait}."), details),
            408 or >= 500 => new CloudUnavailableException(text + "The fault is the service's: try again later.", details),
            _ => new CloudCallException(text + "See the service's message.", details),
        };
    }

    public static CloudCredentialRejectedException OfEmulatorKey(E2BCall call, string problem) => new(
        $"{CloudBaseErrorCodes.EmulatorKeyAtCloud}: {call.Action} was not sent: {problem}",
        Details(call, "EmulatorKey", CloudEffect.None, transient: false, null));

    public static CloudUnavailableException OfSend(E2BCall call, string host, Exception cause)
    {
        bool unsent = cause is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        string what = cause is OperationCanceledException ? "was not answered in time" : unsent ? $"could not be sent ({cause.Message})" : $"was sent, and no whole answer came back ({cause.Message})";
        return new CloudUnavailableException(
            $"{call.Action} of the E2B service at {host} {what}. Check the address and the network.",
            Details(call, unsent ? "NotSent" : "NoAnswer", unsent ? CloudEffect.None : CloudEffect.Unknown, transient: true, null),
            cause);
    }

    public static CloudUnavailableException Unreadable(E2BCall call, string why, Exception? cause = null) => new(
        $"{call.Action} of the E2B service was answered with something that cannot be read ({why}): look for a proxy in between, or a service of another version.",
        Details(call, "Unreadable", CloudEffect.Unknown, transient: false, null),
        cause);

    private static CloudErrorDetails Details(E2BCall call, string code, CloudEffect effect, bool transient, TimeSpan? wait) => new()
    {
        Service = Service,
        Action = call.Action,
        Code = code,
        Effect = call.Safety == CallSafety.Safe ? CloudEffect.None : effect,
        IsTransient = transient,
        RetryAfter = wait,
    };

    private static ErrorAnswer Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, E2BJsonContext.Default.ErrorAnswer) ?? new ErrorAnswer();
        }
        catch (JsonException)
        {
            return new ErrorAnswer();
        }
    }

    // A service that repeats the key in its complaint must not get it into a log.
    private static string Clean(string? message, SecretString? key) =>
        ForeignText.Shorten(key is null ? message : message?.Replace(key.Reveal(), key.ToString(), StringComparison.OrdinalIgnoreCase), LongestMessage);
}
