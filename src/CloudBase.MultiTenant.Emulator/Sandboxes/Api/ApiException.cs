namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>A request that the sandbox API does not understand.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static ApiException Invalid(string name, string rule) => new(400, $"'{name}' is not valid: {rule}.");
}
