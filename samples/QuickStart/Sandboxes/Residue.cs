namespace QuickStart.Sandboxes;

/// <summary>What was found of one tenant in a sandbox.</summary>
/// <param name="Searched">How many characters were looked through.</param>
/// <param name="HasCanary">Whether its canary is there.</param>
/// <param name="CredentialParts">How many parts of its credential are there.</param>
/// <param name="AllParts">How many parts its credential has.</param>
internal sealed record Residue(int Searched, bool HasCanary, int CredentialParts, int AllParts)
{
    /// <summary>Gets whether everything was found, as it must be in the tenant's own: a search that finds nothing there proves nothing elsewhere.</summary>
    internal bool IsAll => HasCanary && CredentialParts == AllParts && AllParts > 0;

    internal bool IsNone => !HasCanary && CredentialParts == 0;
}
