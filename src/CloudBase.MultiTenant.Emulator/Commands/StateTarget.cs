using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Commands;

/// <summary>Which file, and whose state.</summary>
internal sealed record StateTarget(string File, string? DataDirectory, Uri Endpoint)
{
    public string Shown => DataDirectory is { } directory ? $"the data directory '{directory}'" : $"the emulator at {Endpoint}";

    public Uri Url(string name) => new(Endpoint, ControlEndpoints.Prefix + name);

    /// <exception cref="ArgumentException">The arguments are not understood.</exception>
    public static StateTarget Parse(string verb, IReadOnlyList<string> arguments)
    {
        string? file = null, directory = null;
        Uri? endpoint = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            string Value() => index + 1 < arguments.Count ? arguments[++index] : throw new ArgumentException($"{argument} needs a value; see --help.");
            switch (argument)
            {
                case "--data":
                    directory = Value();
                    break;
                case "--endpoint":
                    var url = Value();
                    endpoint = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
                        ? uri
                        : throw new ArgumentException($"--endpoint is '{url}' but must be an http address such as {CommandLine.DefaultUrl}.");
                    break;
                default:
                    file = file is null && !argument.StartsWith('-') ? argument : throw new ArgumentException($"'{argument}' is not understood by {verb}: it takes one FILE, and --data DIR or --endpoint URL; see --help.{ClosestWord.Question(argument, ["--data", "--endpoint"])}");
                    break;
            }
        }

        if (file is null || (directory is not null && endpoint is not null))
        {
            throw new ArgumentException($"{verb} needs a file, and either --data DIR or --endpoint URL: cloudbase-emulator {verb} state.json --data ./emulator");
        }

        return new StateTarget(file, directory, endpoint ?? new Uri(CommandLine.DefaultUrl));
    }
}
