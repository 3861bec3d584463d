using System.Data.Common;
using Microsoft.Extensions.Configuration;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads a connection string as settings of the section <c>TencentCloud</c>.</summary>
internal static class ConnectionString
{
    private const string Example = "'SecretId=...;SecretKey=...;Region=ap-shanghai'";

    /// <exception cref="ArgumentException">It is empty, or no list of <c>Key=Value</c>; the message holds nothing of it.</exception>
    public static IConfigurationSection Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException($"The connection string is empty: give {Example}, or set the one that is read, such as ConnectionStrings:CloudBase.", nameof(text));
        }

        DbConnectionStringBuilder parts = [];
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // Its message is left out with it: it need not keep secrets.
            throw new ArgumentException($"The connection string cannot be read: write Key=Value with ';' between, as in {Example}, and quotes around a value that holds ';' or '='.", nameof(text));
        }

        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string key in parts.Keys)
        {
            settings[ConfigurationPath.Combine(nameof(ConnectionString), key)] = (string)parts[key];
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(nameof(ConnectionString));
    }
}
