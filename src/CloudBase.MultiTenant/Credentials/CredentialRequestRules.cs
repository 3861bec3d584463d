namespace CloudBase.MultiTenant.Credentials;

/// <summary>What a request may ask for.</summary>
internal static class CredentialRequestRules
{
    public static void Check(CredentialRequest request)
    {
        if (request.Scope is not { Length: >= 1 and <= 20 } || request.Scope.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            throw new ArgumentException($"'{request.Scope}' is no scope: it takes 1 to 20 characters of a-z, 0-9 and '-'.", nameof(request));
        }

        if (request.MinimumRemaining < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(request), request.MinimumRemaining, $"The minimum remaining lifetime is {request.MinimumRemaining:c}: give zero or more, or null for the option's.");
        }
    }

    /// <summary>Refuses, before anything is issued, what no credential of this host can meet.</summary>
    public static void CheckMinimum(TenantId tenant, TimeSpan minimum, CredentialOptions options)
    {
        TimeSpan longest = options.ApiKeyLifetime > options.TemporaryKeyLifetime ? options.ApiKeyLifetime : options.TemporaryKeyLifetime;
        if (minimum > longest)
        {
            throw new CredentialUnavailableException(
                $"A credential of '{tenant}' that works for {minimum:c} was asked for, and the longest is issued for {longest:c}: "
                + "ask for less, or raise Credentials:ApiKeyLifetime or Credentials:TemporaryKeyLifetime.",
                tenant);
        }
    }
}
