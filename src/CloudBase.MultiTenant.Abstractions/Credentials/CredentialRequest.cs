namespace CloudBase.MultiTenant;

/// <summary>What a credential is wanted for. Reuse one instance: it is part of the broker's cache key.</summary>
public sealed record CredentialRequest
{
    /// <summary>Gets the request for a sandbox's MCP server: an environment credential with the default lifetime.</summary>
    public static CredentialRequest ForMcp { get; } = new() { Scope = "mcp" };

    /// <summary>Gets the request for the platform's own agent acting in the tenant's environment.</summary>
    public static CredentialRequest ForAgent { get; } = new() { Scope = "agent" };

    /// <summary>Gets the scope: holders with different scopes never share a credential. 1 to 20 characters of a-z, 0-9 and '-'.</summary>
    public required string Scope { get; init; }

    /// <summary>Gets how long the credential must still work when it is handed out; null means as the options say.</summary>
    public TimeSpan? MinimumRemaining { get; init; }
}
