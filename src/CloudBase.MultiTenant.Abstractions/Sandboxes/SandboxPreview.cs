namespace CloudBase.MultiTenant;

/// <summary>Where a port of a sandbox is reached, and with which headers.</summary>
/// <param name="Uri">The address.</param>
/// <param name="Headers">Headers that have to be sent with every request; a token among them is a secret. Empty where none is wanted.</param>
public sealed record SandboxPreview(Uri Uri, IReadOnlyDictionary<string, SecretString> Headers)
{
    /// <summary>Returns the address and the names of the headers; never a value.</summary>
    public override string ToString() => Headers.Count == 0 ? Uri.ToString() : $"{Uri} with {string.Join(", ", Headers.Keys)}";
}
