using System.Globalization;
using System.Net;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Refuses options that make no sense, naming the value, the rule and the way out.</summary>
internal static class OptionsCheck
{
    public static void Require(CloudBaseEmulatorOptions options)
    {
        Check(options.Port is >= 0 and <= 65535, nameof(options.Port), options.Port, "must be 0 (a free one) to 65535");
        Check(
            IsAddress(options.Address),
            nameof(options.Address), options.Address, "must be an IP address, localhost, or * for all");
        Check(options.SecretId.Length > 0 && options.SecretId.All(IsKeyCharacter), nameof(options.SecretId), options.SecretId, "must be letters, digits and -_*");
        Check(options.SecretKey.Length > 0, nameof(options.SecretKey), "(empty)", "must not be empty");
        Check(options.SandboxApiKey.Length > 0 && options.SandboxApiKey.All(IsKeyCharacter), nameof(options.SandboxApiKey), "(not shown)", "must be letters, digits and -_*");
        Check(options.AllocationPoolSize >= 0, nameof(options.AllocationPoolSize), options.AllocationPoolSize, "must be 0 (the account is not on the list) or more");
        Check(options.MaxSandboxes >= 0, nameof(options.MaxSandboxes), options.MaxSandboxes, "must be 0 or more");
        Check(Version.TryParse(options.SandboxEnvdVersion, out _), nameof(options.SandboxEnvdVersion), options.SandboxEnvdVersion, "must be a version such as 0.6.4");
        Check(
            long.TryParse(options.AccountUin, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            nameof(options.AccountUin), options.AccountUin, "must be digits");
        foreach (var (name, value) in new[]
        {
            (nameof(options.ReadyDelay), options.ReadyDelay),
            (nameof(options.ListLag), options.ListLag),
            (nameof(options.IsolationPeriod), options.IsolationPeriod),
        })
        {
            Check(value >= TimeSpan.Zero && value < TimeSpan.FromDays(366), name, value, "must be 0 to 365 days");
        }
    }

    public static bool IsAddress(string address) => address is "localhost" or "*" or "+" || IPAddress.TryParse(address, out _);

    private static bool IsKeyCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '*';

    private static void Check(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is '{value}' but {rule}.");
        }
    }
}
