namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>A user of the simulated identity service.</summary>
public sealed class FakeUser
{
    public string? Policy { get; set; }

    public List<string> Keys { get; } = [];

    public bool IsEnabled { get; set; } = true;
}
