using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Points to the emulator that the process's environment names, where options name none: <c>cloudbase-emulator exec</c> sets it.</summary>
/// <param name="read">Reads an environment variable; null when it is not set.</param>
internal sealed class EmulatorVariables(Func<string, string?> read) : IPostConfigureOptions<EmulatorOptions>
{
    internal const string Endpoint = "CLOUDBASE_EMULATOR_ENDPOINT";
    internal const string SecretId = "CLOUDBASE_EMULATOR_SECRETID";
    internal const string SecretKey = "CLOUDBASE_EMULATOR_SECRETKEY";

    public void PostConfigure(string? name, EmulatorOptions options)
    {
        if (options.Endpoint is not null || read(Endpoint) is not { Length: > 0 } address)
        {
            return;
        }

        // What is no address is kept as it is: the validator names the variable and shows it.
        options.Endpoint = Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) ? endpoint : new Uri(Uri.EscapeDataString(address), UriKind.Relative);
        options.EndpointIsFromVariable = true;
        if (options.SecretId == CloudBaseEmulatorOptions.DefaultSecretId && read(SecretId) is { Length: > 0 } id && read(SecretKey) is { Length: > 0 } key)
        {
            options.SecretId = id;
            options.SecretKey = new SecretString(key);
        }
    }
}
