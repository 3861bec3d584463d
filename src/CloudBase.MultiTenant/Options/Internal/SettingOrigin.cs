using Microsoft.Extensions.Configuration;

namespace CloudBase.MultiTenant.Options;

/// <summary>Says which of a host's sources gave a value that is wrong: a file, a variable, the command line.</summary>
internal static class SettingOrigin
{
    private const string Variables = "EnvironmentVariablesConfigurationProvider";

    /// <summary>Adds to a problem where its value came from, when the host's configuration is what it was read from and tells.</summary>
    /// <param name="problem">The problem, as <c>CODE: PATH ...</c>.</param>
    /// <param name="tree">What was read.</param>
    /// <param name="host">The host's configuration.</param>
    public static string Explain(string problem, ConfigurationTree tree, IConfigurationRoot host)
    {
        if (problem.Split(": ", 2) is not [var code, var rest])
        {
            return problem;
        }

        string path = rest[..(rest.IndexOf(' ', StringComparison.Ordinal) is > 0 and int end ? end : rest.Length)];
        return tree.WasReadFrom(host, path) && IsOf(rest, code, host[path]) && Find(host, path) is { } source ? $"{problem} It was given by {source}." : problem;
    }

    /// <summary>Whether a problem is one of the value in configuration, which code may have replaced.</summary>
    private static bool IsOf(string problem, string code, string? value) =>
        code is CloudBaseErrorCodes.UnknownSetting or CloudBaseErrorCodes.UnreadableSetting or CloudBaseErrorCodes.MisshapenSetting or CloudBaseErrorCodes.CodeOnlySetting
        || (string.IsNullOrEmpty(value)
            ? problem.Contains("is null", StringComparison.Ordinal) || problem.Contains("is empty", StringComparison.Ordinal)
            : problem.Contains($" is {value}:", StringComparison.OrdinalIgnoreCase) || problem.Contains($" is {value},", StringComparison.OrdinalIgnoreCase) || problem.Contains($"'{value}'", StringComparison.OrdinalIgnoreCase));

    private static string? Find(IConfigurationRoot host, string path)
    {
        // The last source that has a key wins.
        IConfigurationProvider? provider = host.Providers.LastOrDefault(p => p.TryGet(path, out _) || p.GetChildKeys([], path).Any());
        string said = provider?.ToString() ?? string.Empty;
        return KindOf(provider) switch
        {
            null or "ChainedConfigurationProvider" => null,
            "CommandLineConfigurationProvider" => "the command line",
            Variables => $"the environment variable {Quoted(said)}{path.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal)}",
            _ when Quoted(said) is { Length: > 0 } file => file,
            string name => $"a {name}",
        };
    }

    /// <summary>What a provider is. A host's own that reads the environment's variables, all or some, derives from the framework's.</summary>
    private static string? KindOf(IConfigurationProvider? provider) =>
        provider?.GetType() is { BaseType.Name: Variables } ? Variables : provider?.GetType().Name;

    /// <summary>What a provider says of itself in quotes: its file, or the prefix of its variables.</summary>
    private static string Quoted(string said) => said.Split('\'') is [_, var quoted, _, ..] ? quoted : string.Empty;
}
