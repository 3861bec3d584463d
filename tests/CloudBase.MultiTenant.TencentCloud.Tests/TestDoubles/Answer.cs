namespace CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

public enum Answer
{
    Good,
    LostBefore,
    LostAfter,
    ServerError,
    Html,
    WrongJson,
    NullResponse,
    Truncated,
    Throttled,
    Internal,
    Failed,
    Invalid,
    Denied,
    SignatureExpired,
    Stalls,
    SlowBody,
}

internal sealed record SeenRequest(string Action, string Timestamp, string Authorization, string Headers, string Body);
