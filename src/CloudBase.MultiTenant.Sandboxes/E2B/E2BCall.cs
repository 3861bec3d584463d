namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>How often a control call may be made. It decides about repetition; the HTTP verb never does.</summary>
internal enum CallSafety
{
    /// <summary>At most once, unless it was refused unread.</summary>
    Once,

    /// <summary>As often as wanted, with one effect.</summary>
    Idempotent,

    /// <summary>As often as wanted: it changes nothing.</summary>
    Safe,
}

/// <summary>Calls that the second version of the API has paths of its own for. Services exist that have the lists of it only.</summary>
internal enum VersionedCalls
{
    None,
    Lists,
    Starts,
}

/// <summary>One call of the control API.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path with its query, without a version.</param>
/// <param name="Action">What messages and metrics call it: no id in it.</param>
/// <param name="Safety">How often it may be made.</param>
internal sealed record E2BCall(HttpMethod Method, string Path, string Action, CallSafety Safety)
{
    public string SpanName { get; } = $"{E2BErrors.Service}/{Action}";

    public byte[]? Body { get; init; }

    /// <summary>Which of the two versions' calls it is one of; those of one kind are in a version together. None where there is one path only.</summary>
    public VersionedCalls Versioned { get; init; }

    /// <summary>Looked at each time before it is sent, and never once it was; null for a call that its caller's token ends.</summary>
    public SharedStart? Start { get; init; }

    /// <summary>Answers besides success that the caller reads itself.</summary>
    public int[] Accepts { get; init; } = [];
}

/// <summary>The answer to a control call.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; empty where there is none.</param>
/// <param name="NextToken">Where the next page begins; null at the end.</param>
/// <param name="MayHaveWorkedBefore">Whether an earlier attempt's answer was lost, so that this one may speak of its effect.</param>
internal sealed record E2BAnswer(int Status, byte[] Body, string? NextToken, bool MayHaveWorkedBefore = false);
