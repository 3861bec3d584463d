namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>A refusal the way the cloud words it: a code, and a message that names the value, the rule and the way out.</summary>
internal sealed class CloudErrorException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static CloudErrorException Missing(string parameter) =>
        new("MissingParameter", $"The request is missing the required parameter `{parameter}`.");

    public static CloudErrorException InvalidValue(string parameter, string? value, string rule) =>
        new("InvalidParameterValue", $"The value `{value}` of parameter `{parameter}` is not valid: {rule}.");

    public static CloudErrorException NotFound(string what) =>
        new("ResourceNotFound", $"{what} was not found.");
}
