namespace CloudBase.MultiTenant;

/// <summary>An address of one file that works without any other key until it expires. Whoever has it can use it: hand it out like a key.</summary>
/// <param name="Uri">The address; a secret, so <see cref="ToString"/> leaves it out.</param>
/// <param name="Headers">Headers that have to be sent with it; empty where the address alone is enough.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record SandboxFileLink(Uri Uri, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt)
{
    /// <summary>Returns the host and expiry; never the signature.</summary>
    public override string ToString() => $"a file at {Uri.GetLeftPart(UriPartial.Authority)} until {ExpiresAt:O}";
}
