using System.Globalization;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Turns the cloud's error codes into errors that say what to do.</summary>
internal static class CloudErrors
{
    public static CloudCallException Refused(Call call, string code, string message, TimeSpan clockOffset, bool canSignAgain)
    {
        (TencentCloudAction action, string? requestId) = (call.Action, call.RequestId);
        Kind kind = KindOf(code, message);
        CloudEffect effect = EffectTable.Of(action, code);
        CloudErrorDetails details = new()
        {
            Service = action.Service,
            Action = action.Name,
            Code = code,
            RequestId = requestId,
            Effect = effect == CloudEffect.None && call.MayHaveWorked ? CloudEffect.Unknown : effect,
            IsTransient = kind is Kind.Throttled or Kind.Unavailable || canSignAgain,
        };
        string text = $"{action.FullName} was refused: {code}, \"{Scrubber.Shorten(message, call.Credential)}\". {WayOut(kind, code)}{(requestId is null ? string.Empty : $" Request id {requestId}.")}";
        return kind switch
        {
            Kind.Clock => new CloudClockSkewException(text, details, clockOffset),
            Kind.Denied => new CloudAccessDeniedException(text, details),
            Kind.Rejected => new CloudCredentialRejectedException(text, details),
            Kind.Throttled => new CloudThrottledException(text, details),
            Kind.Missing => new CloudNotFoundException(text, details),
            Kind.Conflict => new CloudConflictException(text, details),
            Kind.Limit => new CloudLimitExceededException(text, details, code, null, null),
            Kind.SoldOut => new CloudSoldOutException(text, details),
            Kind.Payment => new CloudPaymentException(text, details),
            Kind.Invalid => new CloudInvalidRequestException(text, details),
            Kind.Unavailable => new CloudUnavailableException(text, details),
            _ => new CloudCallException(text, details),
        };
    }

    public static CloudCallException Unreadable(TencentCloudAction action, int status, ReadOnlySpan<byte> body, Exception? cause)
    {
        CloudErrorDetails details = new()
        {
            Service = action.Service,
            Action = action.Name,
            Code = status is >= 200 and < 300 ? ClientErrorCodes.NotJson : ClientErrorCodes.HttpStatus,
            Effect = action.Safety == CallSafety.Safe ? CloudEffect.None : CloudEffect.Unknown,
            IsTransient = status is < 300 or 408 or 429 or >= 500,
        };
        return new CloudUnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"{action.FullName} was answered with HTTP {status} and {body.Length} bytes that are no answer of the cloud's API ({Scrubber.Excerpt(body)}): look for a proxy or gateway in between."),
            details,
            cause);
    }

    public static CloudErrorDetails Details(TencentCloudAction action, string code, CloudEffect effect, bool transient, TimeSpan? retryAfter = null) => new()
    {
        Service = action.Service,
        Action = action.Name,
        Code = code,
        Effect = action.Safety == CallSafety.Safe ? CloudEffect.None : effect,
        IsTransient = transient,
        RetryAfter = retryAfter,
    };

    private static string WayOut(Kind kind, string code) => kind switch
    {
        Kind.Clock => "Set this machine's clock (NTP): the cloud takes signatures up to 5 minutes old or ahead.",
        Kind.Denied => "Grant the calling key the right that is named.",
        Kind.Rejected when code.StartsWith("AuthFailure.TokenFailure", StringComparison.Ordinal) => "The session token is wrong or has expired: issue new temporary keys.",
        Kind.Rejected => "Check the SecretId and SecretKey, and that the key is active.",
        Kind.Throttled => "Try again later; share the account's rate among its hosts with RateLimitShare.",
        Kind.Missing => "It does not exist, or not yet, or in another region.",
        Kind.Conflict => "It exists already, or its state does not allow this now.",
        Kind.Limit => "Free something, or have the limit raised.",
        Kind.SoldOut => "Choose another region or package, or try later.",
        Kind.Payment => "Top the account up.",
        Kind.Invalid => "Correct the value that is named.",
        Kind.Unavailable => "The fault is the cloud's: try again later.",
        _ => "See the cloud's message.",
    };

    private static Kind KindOf(string code, string message)
    {
        if (code.Contains("Balance", StringComparison.OrdinalIgnoreCase) || code.Contains("NotPaid", StringComparison.Ordinal)
            || (IsAny(code, "FailedOperation", "ResourceInsufficient", "OperationDenied") && NamesBalance(message)))
        {
            return Kind.Payment;
        }

        foreach ((string prefix, Kind kind) in Kinds)
        {
            if (code.StartsWith(prefix, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return Kind.Other;
    }

    private static bool NamesBalance(string message) =>
        message.Contains("balance", StringComparison.OrdinalIgnoreCase) || message.Contains("余额", StringComparison.Ordinal);

    private static bool IsAny(string code, params ReadOnlySpan<string> families)
    {
        foreach (string family in families)
        {
            if (code.StartsWith(family, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By the beginning of the code; the first match counts, so the special stands before the general.</summary>
    private static readonly (string Prefix, Kind Kind)[] Kinds =
    [
        ("AuthFailure.SignatureExpire", Kind.Clock),
        ("AuthFailure.UnauthorizedOperation", Kind.Denied),
        ("AuthFailure", Kind.Rejected),
        ("UnauthorizedOperation", Kind.Denied),
        ("RequestLimitExceeded", Kind.Throttled),
        ("LimitExceeded.Request", Kind.Throttled),
        ("LimitExceeded.Concurrent", Kind.Throttled),
        ("InvalidParameter.OverLimit", Kind.Throttled),
        ("InvalidParameter.UserNotExist", Kind.Missing),
        ("InvalidParameter.SubUserNameInUse", Kind.Conflict),
        ("InvalidParameter.SubUserFull", Kind.Limit),
        ("InvalidParameter.EnvId", Kind.Missing),
        ("FailedOperation.PolicyNameInUse", Kind.Conflict),
        ("FailedOperation.PolicyFull", Kind.Limit),
        ("FailedOperation.TagAttached", Kind.Conflict),
        ("FailedOperation.ResourceTagProcessing", Kind.Conflict),
        ("FailedOperation.InstanceStatusConflict", Kind.Conflict),
        ("FailedOperation.NetworkError", Kind.Unavailable),
        ("FailedOperation.Timeout", Kind.Unavailable),
        ("OperationDenied.AccessKeyOverLimit", Kind.Limit),
        ("OperationDenied.HaveKeys", Kind.Conflict),
        ("ResourceNotFound", Kind.Missing),
        ("ResourceInUse", Kind.Conflict),
        ("ResourceUnavailable", Kind.Conflict),
        ("ResourcesSoldOut", Kind.SoldOut),
        ("ResourceInsufficient", Kind.SoldOut),
        ("LimitExceeded", Kind.Limit),
        ("InternalError", Kind.Unavailable),
        ("ServiceUnavailable", Kind.Unavailable),
        ("Invalid", Kind.Invalid),
        ("Missing", Kind.Invalid),
        ("Unknown", Kind.Invalid),
        ("Unsupported", Kind.Invalid),
        ("NoSuch", Kind.Invalid),
        ("ActionOffline", Kind.Invalid),
        ("RequestSizeLimitExceeded", Kind.Invalid),
        ("4102", Kind.Denied),
    ];

    private enum Kind
    {
        Other,
        Clock,
        Denied,
        Rejected,
        Throttled,
        Missing,
        Conflict,
        Limit,
        SoldOut,
        Payment,
        Invalid,
        Unavailable,
    }
}
