namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>A key of the sandbox API that CreateAPIKey made.</summary>
internal sealed record SandboxApiKey(string Id, string Name, string Key, DateTimeOffset CreatedAt)
{
    public string Masked => $"{Key[..6]}****{Key[^4..]}";
}
