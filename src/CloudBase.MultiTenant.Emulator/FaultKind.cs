namespace CloudBase.MultiTenant.Emulator;

/// <summary>What a fault script does to a call.</summary>
public enum FaultKind
{
    /// <summary>Answers with an error code; nothing is done.</summary>
    Error,

    /// <summary>Does the call, then answers with an error code all the same.</summary>
    ErrorAfterEffect,

    /// <summary>Answers 502 with a page that is no JSON; nothing is done.</summary>
    BadGateway,

    /// <summary>Does the call, then answers 502 with a page that is no JSON.</summary>
    BadGatewayAfterEffect,

    /// <summary>Cuts the connection; nothing is done.</summary>
    ReplyLostBeforeEffect,

    /// <summary>Does the call, then cuts the connection.</summary>
    ReplyLostAfterEffect,

    /// <summary>Cuts the connection; the call is done later, at most five minutes after it was signed.</summary>
    LandsLate,

    /// <summary>Waits before the call is done.</summary>
    Latency,

    /// <summary>Answers RequestLimitExceeded; nothing is done.</summary>
    Throttle,

    /// <summary>The environment that the call orders becomes ready only after the delay.</summary>
    SlowDelivery,

    /// <summary>The environment that the call orders is paid for and never delivered (TranStatus 5).</summary>
    FailedDelivery,

    /// <summary>Moves the emulator's clock, as requests and the Date header see it, by the delay until the scripts are cleared.</summary>
    ClockSkew,
}
