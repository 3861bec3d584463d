using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using QuickStart.Hosting;
using QuickStart.Sandboxes;

namespace QuickStart.CommandLine;

/// <summary>The command line: options, errors and exit codes.</summary>
internal static class QuickStartCommand
{
    private static readonly string ShippedTenants = Path.Combine(AppContext.BaseDirectory, "tenants.txt");

    internal static async Task<int> RunAsync(string[] args)
    {
        if (WorkingFolder.Problem() is { } gone)
        {
            await Console.Error.WriteLineAsync(gone);
            return ExitCodes.Usage;
        }

        ParseResult parsed = Create(args).Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(25),
            });
        }

        if (parsed.Action is ParseErrorAction errors)
        {
            errors.ShowHelp = false;
        }

        await parsed.InvokeAsync(new InvocationConfiguration { Output = Console.Error, Error = Console.Error });
        await Console.Error.WriteLineAsync("Type --help to see every option.");
        return ExitCodes.Usage;
    }

    private static RootCommand Create(string[] args)
    {
        Option<FileInfo?> tenants = new("--tenants") { HelpName = "FILE", Description = "One tenant id a line, UTF-8; '#' begins a comment. Default: the file that ships with the sample.", CustomParser = ParseFile };
        Option<string> isolation = new("--isolation") { HelpName = "cam|white-label|mixed", Description = "How new tenants' permissions are cut. A tenant that exists keeps what it has.", DefaultValueFactory = _ => "mixed" };
        Option<string> database = new("--db") { HelpName = "FILE", Description = "The SQLite file, in a folder that is there. The in-process emulator keeps its state beside it, in FILE.cloud/.", DefaultValueFactory = _ => "quickstart.db", CustomParser = DatabaseOption.Parse };
        Option<Uri?> endpoint = new("--endpoint") { HelpName = "URL", Description = "A running emulator, or with --live the cloud. Without it the emulator runs in this process.", CustomParser = ParseEndpoint };
        Option<bool> json = new("--json") { Description = "One JSON document on stdout and nothing else; progress goes to stderr." };
        Option<bool> live = new("--live") { Description = "The real cloud, with TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY. Says what it will spend, and asks first." };
        Option<bool> preflight = new("--preflight") { Description = "Looks whether everything is there (keys, clock, limits, rights, store) and does nothing else. --live looks by itself." };
        Option<bool> prove = new("--prove") { Description = "Kills a first run (kill -9) while it orders, runs again, and shows that each tenant has one environment, ordered once; then kills a run that has a tenant's sandbox, which the next one finds again." };
        Option<int> pool = new("--pool") { HelpName = "N", Description = "Keeps N environments ready, and fills that pool before the tenants come. Offline only.", DefaultValueFactory = _ => 0, CustomParser = ParsePool };
        Option<FileInfo?> template = new("--template") { HelpName = "FILE", Description = "Gives new tenants' environments, and those of the pool, what this template says. One ships beside the sample: template.json.", CustomParser = ParseFile };
        Option<string[]> resume = new("--resume") { HelpName = "OPERATION", Description = "Lets a parked operation go on though that may order, and pay, once more: look in the console first. A run names such operations; the others it goes on with by itself." };
        Option<string> holdSandbox = new("--hold-sandbox") { Hidden = true };
        Option<Uri?> cloud = new("--cloud") { Hidden = true, CustomParser = ParseEndpoint };
        Option<TimeSpan?> readyDelay = new("--ready-delay") { Hidden = true, CustomParser = ParseSeconds };
        isolation.AcceptOnlyFromAmong("cam", "white-label", "mixed");

        RootCommand command = new("Gives each tenant of a file a CloudBase environment of its own. Offline unless --live is given: run it twice, or kill it and run it again.")
        {
            tenants, isolation, database, endpoint, json, live, preflight, prove, pool, template, resume, readyDelay, holdSandbox, cloud,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(prove) && (result.GetValue(live) || result.GetValue(preflight) || result.GetResult(endpoint) is not null))
            {
                result.AddError("--prove runs with the emulator in its own process: leave --live, --preflight and --endpoint out.");
            }
            else if (result.GetValue(prove) && EndpointVariable.Find() is { } variable)
            {
                result.AddError($"--prove runs with the emulator in its own process, and {variable.Name} names another: type env -u {variable.Name} before the command.");
            }
        });
        command.Validators.Add(result =>
        {
            // Its tokens, and not its value: to ask for one that cannot be read throws before its error is shown.
            bool isAhead = result.GetResult(pool) is { Implicit: false, Tokens: [{ Value: not "0" }] };
            if (isAhead && (result.GetValue(live) || result.GetValue(preflight) || result.GetValue(prove)))
            {
                result.AddError("--pool goes on ordering while tenants come: leave --live, --preflight and --prove out.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            bool isFileNamed = parsed.GetResult(database) is { Implicit: false };
            string? ownFolder = null;
            if (parsed.GetValue(prove) && !isFileNamed)
            {
                try
                {
                    ownFolder = Directory.CreateTempSubdirectory("cloudbase-quickstart-").FullName;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Console.Error.WriteLine($"--prove begins a database of its own in {Path.GetTempPath()}, and no folder can be made there: {e.Message}");
                    Console.Error.WriteLine("Name a file that is not there with --db FILE, or let TMPDIR name a folder that can be written to.");
                    return Task.FromResult(ExitCodes.Usage);
                }
            }

            EndpointVariable? variable = parsed.GetValue(live) || parsed.GetValue(endpoint) is not null || parsed.GetValue(cloud) is not null ? null : EndpointVariable.Find();
            QuickStartSettings settings = new()
            {
                TenantsFile = parsed.GetValue(tenants)?.FullName ?? ShippedTenants,
                OwnFolder = ownFolder,
                DatabaseFile = ownFolder is null ? Path.GetFullPath(parsed.GetValue(database)!) : Path.Combine(ownFolder, "proof.db"),
                Isolation = parsed.GetValue(isolation) switch
                {
                    "cam" => IsolationChoice.Cam,
                    "white-label" => IsolationChoice.WhiteLabel,
                    _ => IsolationChoice.Mixed,
                },
                Endpoint = parsed.GetValue(endpoint) ?? variable?.Address,
                EndpointVariable = variable?.Name,
                Json = parsed.GetValue(json),
                Live = parsed.GetValue(live),
                Preflight = parsed.GetValue(preflight),
                Prove = parsed.GetValue(prove),
                Pool = parsed.GetValue(pool),
                TemplateFile = parsed.GetValue(template)?.FullName,
                Resume = parsed.GetValue(resume) ?? [],
                HoldSandboxOf = parsed.GetValue(holdSandbox),
                OwnCloud = parsed.GetValue(cloud),
                ReadyDelay = parsed.GetValue(readyDelay),
                SameCommand = string.Join(' ', ["dotnet run --project samples/QuickStart", .. args.Length == 0 ? [] : args.Prepend("--").Select(Shell.Quote)]),
            };
            return settings.HoldSandboxOf is null ? QuickStartRunner.RunAsync(settings, cancellationToken) : SandboxHolding.RunAsync(settings, cancellationToken);
        });
        return command;
    }

    private static Uri? ParseEndpoint(ArgumentResult result)
    {
        string text = Text(result);
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "" })
        {
            return uri;
        }

        result.AddError($"'{text}' is no address for --endpoint: give scheme, host and port alone, such as http://127.0.0.1:4680.");
        return null;
    }

    private static FileInfo? ParseFile(ArgumentResult result)
    {
        string text = Text(result);
        if (!string.IsNullOrWhiteSpace(text))
        {
            return new FileInfo(text);
        }

        result.AddError($"'{text}' is no file for {OptionOf(result)}: give its path, or leave the option out.");
        return null;
    }

    private static int ParsePool(ArgumentResult result)
    {
        string text = Text(result);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size) && size is >= 0 and <= 100)
        {
            return size;
        }

        result.AddError($"'{text}' is no size for --pool: give 1 to 100.");
        return 0;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;

    private static string OptionOf(ArgumentResult result) => (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;

    private static TimeSpan? ParseSeconds(ArgumentResult result)
    {
        string text = Text(result).TrimEnd('s');
        if (double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 600)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"'{text}' is no delay for --ready-delay: give 0 to 600 seconds, such as 0.5s.");
        return null;
    }
}
