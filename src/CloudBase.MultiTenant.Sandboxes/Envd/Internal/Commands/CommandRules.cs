namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>What a command may be: refused here, before anything is sent.</summary>
internal static class CommandRules
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    public static void Check(string command, CommandOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        NoZero(command, nameof(command), "The command");
        NoZero(options.WorkingDirectory, nameof(options), "CommandOptions.WorkingDirectory");
        if (options.Timeout is { } timeout && (timeout < TimeSpan.FromMilliseconds(1) || timeout > s_longest))
        {
            throw new ArgumentException($"CommandOptions.Timeout is {timeout}: give 00:00:00.001 to {s_longest}, or null for no end.", nameof(options));
        }

        if (options.MaxOutputBytes < 0)
        {
            throw new ArgumentException($"CommandOptions.MaxOutputBytes is {options.MaxOutputBytes}: give 0 or more.", nameof(options));
        }

        if (options.User is { } user && (user.Length is 0 or > 64 || user.Any(c => c is <= ' ' or ':' or > '~')))
        {
            throw new ArgumentException($"CommandOptions.User is '{user}': give a name of 1 to 64 visible ASCII characters without ':', such as 'root'.", nameof(options));
        }

        foreach ((string name, string value) in options.Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{name}' is no name of an environment variable: it is not empty and holds no '='.", nameof(options));
            }

            NoZero(value, nameof(options), $"The environment variable '{name}'");
        }
    }

    private static void NoZero(string? text, string parameter, string what)
    {
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new ArgumentException($"{what} holds a zero character, at which Linux would cut it: take it out.", parameter);
        }
    }
}
