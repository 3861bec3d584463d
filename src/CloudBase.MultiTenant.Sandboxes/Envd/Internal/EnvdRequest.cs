namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>One request to envd, made anew for each attempt.</summary>
internal sealed record EnvdRequest
{
    /// <summary>What messages call it, such as <c>process.Process/Start</c>.</summary>
    public required string Action { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>With its query, from the first slash on.</summary>
    public required string Path { get; init; }

    /// <summary>Makes the body of an attempt; null where there is none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Whose call it is; null leaves it to the endpoint.</summary>
    public string? User { get; init; }

    /// <summary>How long envd is to work on it; null is without end.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool IsStream { get; init; }

    /// <summary>Whether it changes nothing, so that it may be sent again when its answer was lost.</summary>
    public bool IsSafe { get; init; }

    /// <summary>Whether the body can be made a second time.</summary>
    public Func<bool> CanRepeat { get; init; } = static () => true;

    /// <summary>Turns what envd says into the error of the area; null leaves it to the general ones.</summary>
    public Func<EnvdFault, Exception?>? Translate { get; init; }
}
