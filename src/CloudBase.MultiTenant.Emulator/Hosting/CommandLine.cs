using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Reads the command line.</summary>
internal static class CommandLine
{
    public const string Usage = """
        CloudBase emulator: Tencent CloudBase offline.

          cloudbase-emulator [SWITCHES]                 runs until Ctrl+C
          cloudbase-emulator exec [SWITCHES] -- CMD     runs a command beside an emulator of its own, with the variables that point to it
          cloudbase-emulator export FILE                writes the state of --data DIR, or of the emulator at --endpoint URL
          cloudbase-emulator import FILE                replaces that state (default of both: --endpoint http://127.0.0.1:4680)

          --urls URL                  where to listen (default http://127.0.0.1:4680; port 0 picks a free one)
          --data DIR                  keep the state in a directory (default: in memory)
          --print env|json            write the settings of a client to stdout when ready
          --ready-delay TIME          from an order to NORMAL (default 0; 500ms, 2s, 1m)
          --list-lag TIME             how old a thing must be to be listed (default 0)
          --isolation-period TIME     from isolation to purge (default 7d)
          --secret-id ID              the root account's keys (default: fixed ones, printed at start)
          --secret-key KEY
          --seed N                    makes ids, keys and chance repeatable
          --balance CNY               the account's balance (default 1000000)
          --max-environments N        the account's limit (default 500)
          --no-sync                   answer when the state is written, not when it is forced to disk
                                      (survives the death of the process, not of the machine)
          --allow-remote-management   /_emulator/ answers other machines too; it needs no key
          --api-key KEY               the key of the sandbox API (default: a fixed one, printed at start)
          --max-sandboxes N           the most that run at a time (default 100)
          --sandbox-internet          sandboxes that ask for it get this machine's network
          --unsafe-processes          sandboxes without any isolation where this machine can isolate none
          --no-limits                 lifts call rates and the account's counts
          --sold-out                  no new environments
          --guangzhou                 serves ap-guangzhou too
          --allocation N              puts the account on the vendor's list: AllocateEnv has N environments
          --federation-refused-for-sub-accounts
                                      tcb refuses scoped tokens that a sub-account asked for
        """;

    public const string DefaultUrl = "http://127.0.0.1:4680";

    private static readonly string[] s_switches =
        [.. Usage.Split('\n').Select(line => line.TrimStart()).Where(line => line.StartsWith("--", StringComparison.Ordinal)).Select(line => line.Split(' ', '\r')[0]), "--help", "--version"];

    /// <summary>Reads the switches of a run, with the form in which settings are printed: env, json, or null.</summary>
    /// <exception cref="ArgumentException">A value or a switch is not understood; the message names it.</exception>
    public static (CloudBaseEmulatorOptions Options, string? Print) ParseRun(IReadOnlyList<string> arguments)
    {
        var rest = arguments.ToList();
        string? print = null;
        for (int at; (at = rest.FindIndex(argument => argument == "--print" || argument.StartsWith("--print=", StringComparison.Ordinal))) >= 0;)
        {
            print = rest[at] != "--print" ? rest[at]["--print=".Length..]
                : at + 1 < rest.Count ? rest[at + 1] : throw new ArgumentException("--print needs a value; see --help.");
            rest.RemoveRange(at, rest[at] == "--print" ? 2 : 1);
            if (print is not ("env" or "json"))
            {
                throw new ArgumentException($"--print is '{print}' but must be env or json.");
            }
        }

        return (Parse(rest), print);
    }

    /// <exception cref="ArgumentException">A value or a switch is not understood; the message names it.</exception>
    public static CloudBaseEmulatorOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new CloudBaseEmulatorOptions();
        Listen(options, DefaultUrl);
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            var inline = name.IndexOf('=', StringComparison.Ordinal);
            string? given = null;
            if (name.StartsWith("--", StringComparison.Ordinal) && inline > 0)
            {
                (name, given) = (name[..inline], name[(inline + 1)..]);
            }

            string Value() => given
                ?? (index + 1 < arguments.Count ? arguments[++index] : throw new ArgumentException($"{name} needs a value; see --help."));
            switch (name)
            {
                case "--urls":
                    Listen(options, Value());
                    break;
                case "--data":
                    options.DataDirectory = Value() is { Length: > 0 } directory ? directory
                        : throw new ArgumentException("--data is '' but must be a directory such as ./emulator; leave it out to keep the state in memory.");
                    break;
                case "--ready-delay":
                    options.ReadyDelay = Time(name, Value());
                    break;
                case "--list-lag":
                    options.ListLag = Time(name, Value());
                    break;
                case "--isolation-period":
                    options.IsolationPeriod = Time(name, Value());
                    break;
                case "--secret-id":
                    options.SecretId = Value();
                    break;
                case "--secret-key":
                    options.SecretKey = Value();
                    break;
                case "--seed":
                    options.Seed = (int)Number(name, Value());
                    break;
                case "--balance":
                    options.Balance = Number(name, Value());
                    break;
                case "--max-environments":
                    options.MaxEnvironments = (int)Number(name, Value());
                    break;
                case "--allocation":
                    options.AllocationPoolSize = (int)Number(name, Value());
                    break;
                case "--api-key":
                    options.SandboxApiKey = Value();
                    break;
                case "--max-sandboxes":
                    options.MaxSandboxes = (int)Number(name, Value());
                    break;
                case "--sandbox-internet":
                    options.SandboxInternet = true;
                    break;
                case "--unsafe-processes":
                    options.UnsafeProcesses = true;
                    break;
                case "--no-sync":
                    options.SyncToDisk = false;
                    break;
                case "--allow-remote-management":
                    options.AllowRemoteManagement = true;
                    break;
                case "--no-limits":
                    options.NoLimits = true;
                    break;
                case "--sold-out":
                    options.SoldOut = true;
                    break;
                case "--guangzhou":
                    options.GuangzhouWhitelisted = true;
                    break;
                case "--federation-refused-for-sub-accounts":
                    options.FederationRefusedForSubAccounts = true;
                    break;
                case "exec" or "export" or "import":
                    throw new ArgumentException($"'{name}' comes first, and its switches after it: cloudbase-emulator {name} {(name == "exec" ? "[SWITCHES] -- CMD" : "FILE [SWITCHES]")}; see --help.");
                default:
                    // Without what stands behind an equals sign: it may be a key.
                    throw new ArgumentException($"'{name}' is not a switch of this emulator; see --help.{ClosestWord.Question(name, s_switches)}");
            }
        }

        OptionsCheck.Require(options);
        return options;
    }

    private static void Listen(CloudBaseEmulatorOptions options, string url)
    {
        // A wildcard host is no URI; it is put back after parsing.
        var wildcard = url.StartsWith("http://*", StringComparison.Ordinal) || url.StartsWith("http://+", StringComparison.Ordinal);
        if (!Uri.TryCreate(wildcard ? string.Concat("http://0.0.0.0", url.AsSpan(8)) : url, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw new ArgumentException($"--urls is '{url}' but must be one plain http address such as {DefaultUrl}.");
        }

        options.Address = wildcard ? "*" : uri.Host.Trim('[', ']');
        if (!OptionsCheck.IsAddress(options.Address))
        {
            throw new ArgumentException($"--urls is '{url}' but its host must be an IP address, localhost, or * for all.");
        }

        options.Port = uri.IsDefaultPort && !url.EndsWith(":80", StringComparison.Ordinal) ? 4680 : uri.Port;
    }

    private static TimeSpan Time(string name, string value)
    {
        (string Suffix, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];
        foreach (var (suffix, seconds) in units)
        {
            if (value.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(value.AsSpan(0, value.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                && amount * seconds < 366 * 86400d)
            {
                return TimeSpan.FromSeconds(amount * seconds);
            }
        }

        throw new ArgumentException($"{name} is '{value}' but must be a time such as 500ms, 2s, 1m or 7d.");
    }

    private static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue
            ? number
            : throw new ArgumentException($"{name} is '{value}' but must be a whole number from 0 to {int.MaxValue}.");
}
