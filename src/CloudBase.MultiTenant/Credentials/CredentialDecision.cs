namespace CloudBase.MultiTenant.Credentials;

/// <summary>What a caller gets: a lease, a flight to wait for, or the reason for neither.</summary>
internal sealed record CredentialDecision
{
    public static CredentialDecision Revoking { get; } = new() { Refusal = "its credentials are being taken back; ask again when that is done." };

    public ServedCredential? Served { get; private init; }

    public Task<ServedCredential>? Flight { get; private init; }

    public string? Refusal { get; private init; }

    public Exception? Cause { get; private init; }

    public static CredentialDecision Serve(ServedCredential served) => new() { Served = served };

    public static CredentialDecision Wait(Task<ServedCredential> flight) => new() { Flight = flight };

    public static CredentialDecision Failing(Exception cause, DateTimeOffset retryAt) =>
        new() { Cause = cause, Refusal = $"issuing it failed and is tried again at {retryAt:O}; the cause is with this error." };

    public static CredentialDecision TooShort(ServedCredential served, DateTimeOffset now) => new()
    {
        Refusal = $"the current credential works until {served.Lease.ExpiresAt:O}, {served.Lease.ExpiresAt - now:c} from now, and was issued for {served.Lifetime:c}; "
            + $"the next is issued at {served.NextAttemptAt:O} at the earliest. Ask for less, or raise the lifetime in Credentials.",
    };
}
