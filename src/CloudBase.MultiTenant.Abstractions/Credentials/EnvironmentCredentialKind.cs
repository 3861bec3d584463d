namespace CloudBase.MultiTenant;

/// <summary>What an environment credential is made of.</summary>
public enum EnvironmentCredentialKind
{
    /// <summary>An API key of the environment: revocable at once.</summary>
    ApiKey,

    /// <summary>A temporary key pair and token of the account, cut to the environment: cannot be recalled.</summary>
    TemporaryKeys,
}
