using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>Reads the key for each call, so that it can be rotated while the host runs.</summary>
internal sealed class E2BKeys(IOptionsMonitor<E2BSandboxOptions> monitor, Func<string, string?> environmentVariable)
{
    public const string Variable = "E2B_API_KEY";

    public SecretString? Read() =>
        monitor.CurrentValue.ApiKey ?? (environmentVariable(Variable) is { Length: > 0 } text ? new SecretString(text) : null);
}
