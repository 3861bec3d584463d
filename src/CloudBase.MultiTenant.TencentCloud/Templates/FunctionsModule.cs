using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Functions with their code, configuration, variables and timers. Thread-safe.</summary>
/// <remarks>What a function is given while it is made or changed the cloud refuses: configuration is stage 1, timers are stage 2.</remarks>
internal sealed class FunctionsModule(TencentCloudClient client, CodeDownload download) : ITemplateModule
{
    private const string CodePart = "/code";
    private const string ConfigurationPart = "/configuration";
    private const string TriggersPart = "/triggers/";
    private const string Active = "Active";
    private const string Open = "OPEN";

    private readonly ContentReader _reader = new(client);

    public string Name => "functions";

    public bool Concerns(EnvironmentTemplate template) => template.Functions.Count > 0;

    public async ValueTask<IReadOnlyList<TemplateChange>> PlanAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        Dictionary<string, FunctionItem> functions = await _reader.FunctionsAsync(target.Environment, cancellationToken).ConfigureAwait(false);
        List<TemplateChange> changes = [];
        foreach (TemplateFunction function in target.Template.Functions)
        {
            if (functions.ContainsKey(function.Name))
            {
                await CompareAsync(target.Environment, function, changes, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                changes.Add(Change(TemplateChangeKind.Create, function.Name, $"{function.Runtime}, {function.MemoryMegabytes} MB, {function.Files.Count} files"));
                changes.AddRange(function.Triggers.Select(t => Change(TemplateChangeKind.Create, function.Name + TriggersPart + t.Name, t.Configuration, stage: 2)));
            }
        }

        changes.AddRange(functions.Keys.Except(target.Template.Functions.Select(f => f.Name)).Order(StringComparer.Ordinal)
            .Select(name => Change(TemplateChangeKind.Extra, name, "a function of its own")));
        return [.. changes.OrderBy(c => c.Stage)];
    }

    public async ValueTask<string?> FindUnreadyAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        Dictionary<string, FunctionItem> functions = await _reader.FunctionsAsync(target.Environment, cancellationToken).ConfigureAwait(false);
        foreach (TemplateFunction function in target.Template.Functions)
        {
            FunctionItem? item = functions.GetValueOrDefault(function.Name);
            if (item?.Status?.EndsWith("Failed", StringComparison.Ordinal) == true)
            {
                throw new CloudConflictException(
                    $"The function '{function.Name}' of '{target.Environment}' is {item.Status} ({item.StatusDesc}): look at its code and runtime in the console.",
                    CloudErrors.Details(FunctionActions.ListFunctions, item.Status, CloudEffect.None, transient: false));
            }

            if (item?.Status != Active)
            {
                return $"The function '{function.Name}' is {item?.Status ?? "in no list yet"}.";
            }
        }

        return null;
    }

    public async ValueTask ApplyAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        (TemplateFunction function, string part) = Read(target, change);
        string environment = target.Environment.Value;
        switch (part)
        {
            case "":
                await client.ApplyAsync(
                    FunctionActions.CreateFunction,
                    new CreateFunctionRequest
                    {
                        EnvId = environment,
                        FunctionName = function.Name,
                        Runtime = function.Runtime,
                        Handler = function.Handler,
                        MemorySize = function.MemoryMegabytes,
                        Timeout = function.TimeoutSeconds,
                        Description = function.Description,
                        Code = Code(function),
                        Environment = Environment(function),
                    },
                    cancellationToken).ConfigureAwait(false);
                break;
            case CodePart:
                await client.CallAsync(
                    FunctionActions.UpdateFunctionCode,
                    new UpdateFunctionCodeRequest { EnvId = environment, FunctionName = function.Name, Handler = function.Handler, Code = Code(function) },
                    null, cancellationToken).ConfigureAwait(false);
                break;
            case ConfigurationPart:
                await client.CallAsync(
                    FunctionActions.UpdateFunctionConfiguration,
                    new UpdateFunctionConfigurationRequest
                    {
                        EnvId = environment,
                        FunctionName = function.Name,
                        MemorySize = function.MemoryMegabytes,
                        Timeout = function.TimeoutSeconds,
                        Description = function.Description,
                        Environment = Environment(function),
                    },
                    null, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await ApplyTriggerAsync(target.Environment, function, function.Triggers.First(t => t.Name == part[TriggersPart.Length..]), change.Kind, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    public async ValueTask<bool> IsAppliedAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        (TemplateFunction function, string part) = Read(target, change);
        if (!(await _reader.FunctionsAsync(target.Environment, cancellationToken).ConfigureAwait(false)).ContainsKey(function.Name))
        {
            return false;
        }

        switch (part)
        {
            case "":
                return true;
            case CodePart:
                return await download.IsSameAsync(target.Environment, function, cancellationToken).ConfigureAwait(false);
            default:
                ScfFunctionResponse found = await _reader.FunctionAsync(target.Environment, function.Name, cancellationToken).ConfigureAwait(false);
                return part == ConfigurationPart ? FunctionState.IsConfigured(function, found)
                    : FunctionState.HasTrigger(function.Triggers.First(t => t.Name == part[TriggersPart.Length..]), found);
        }
    }

    public async ValueTask<IReadOnlyList<TemplateMismatch>> VerifyAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        List<TemplateMismatch> mismatches = [];
        foreach (TemplateFunction function in target.Template.Functions)
        {
            ScfFunctionResponse found;
            try
            {
                found = await _reader.FunctionAsync(target.Environment, function.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (CloudNotFoundException)
            {
                mismatches.Add(new TemplateMismatch(Name, function.Name, "a function", "not there"));
                continue;
            }

            mismatches.AddRange(FunctionState.Compare(Name, function, found));
            if (!await download.IsSameAsync(target.Environment, function, cancellationToken).ConfigureAwait(false))
            {
                mismatches.Add(new TemplateMismatch(Name, function.Name + CodePart, $"{function.Files.Count} files", "other code"));
            }
        }

        return mismatches;
    }

    public async ValueTask<EnvironmentTemplate> CaptureAsync(
        EnvironmentId environment, TemplateCaptureOptions options, EnvironmentTemplate template, CancellationToken cancellationToken)
    {
        List<TemplateFunction> functions = [];
        foreach (string name in (await _reader.FunctionsAsync(environment, cancellationToken).ConfigureAwait(false)).Keys)
        {
            ScfFunctionResponse found = await _reader.FunctionAsync(environment, name, cancellationToken).ConfigureAwait(false);
            functions.Add(FunctionState.Capture(environment, name, found, await download.ReadAsync(environment, name, cancellationToken).ConfigureAwait(false)));
        }

        return template with { Functions = functions };
    }

    private async ValueTask CompareAsync(EnvironmentId environment, TemplateFunction function, List<TemplateChange> changes, CancellationToken cancellationToken)
    {
        ScfFunctionResponse found = await _reader.FunctionAsync(environment, function.Name, cancellationToken).ConfigureAwait(false);
        if (found.Runtime != function.Runtime)
        {
            throw new TemplateUnsupportedException(
                $"The function '{function.Name}' of '{environment}' runs on {found.Runtime} and the template says {function.Runtime}: the cloud changes no runtime. "
                + "Give the function another name in the template, or remove it in the console.", Name);
        }

        if (found.Handler != function.Handler || !await download.IsSameAsync(environment, function, cancellationToken).ConfigureAwait(false))
        {
            changes.Add(Change(TemplateChangeKind.Update, function.Name + CodePart, $"{function.Files.Count} files"));
        }

        if (!FunctionState.IsConfigured(function, found))
        {
            changes.Add(Change(TemplateChangeKind.Update, function.Name + ConfigurationPart, "memory, timeout, description or variables", stage: 1));
        }

        foreach (TemplateTrigger trigger in function.Triggers.Where(t => !FunctionState.HasTrigger(t, found)))
        {
            bool isThere = found.Triggers?.Exists(t => t.TriggerName == trigger.Name) == true;
            changes.Add(Change(isThere ? TemplateChangeKind.Update : TemplateChangeKind.Create, function.Name + TriggersPart + trigger.Name, trigger.Configuration, stage: 2));
        }

        changes.AddRange((found.Triggers ?? []).Where(t => !function.Triggers.Any(own => own.Name == t.TriggerName))
            .Select(t => Change(TemplateChangeKind.Extra, function.Name + TriggersPart + t.TriggerName, "a trigger of its own")));
    }

    private async ValueTask ApplyTriggerAsync(EnvironmentId environment, TemplateFunction function, TemplateTrigger trigger, TemplateChangeKind kind, CancellationToken cancellationToken)
    {
        if (kind == TemplateChangeKind.Update)
        {
            // A trigger is never changed, only replaced.
            await client.ApplyAsync(
                FunctionActions.DeleteTrigger, new DeleteTriggerRequest(function.Name, environment.Value, trigger.Name, trigger.Type), cancellationToken).ConfigureAwait(false);
        }

        await client.ApplyAsync(
            FunctionActions.CreateTrigger, new CreateTriggerRequest(function.Name, environment.Value, trigger.Name, trigger.Type, trigger.Configuration, Open), cancellationToken)
            .ConfigureAwait(false);
    }

    private static FunctionCode Code(TemplateFunction function) => new() { ZipFile = Convert.ToBase64String(CodeZip.Pack(function.Files)) };

    private static FunctionEnvironment Environment(TemplateFunction function) =>
        new() { Variables = [.. function.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new FunctionVariable { Key = v.Key, Value = v.Value })] };

    private (TemplateFunction Function, string Part) Read(TemplateTarget target, TemplateChange change)
    {
        int slash = change.Thing.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? change.Thing : change.Thing[..slash];
        TemplateFunction function = target.Template.Functions.FirstOrDefault(f => f.Name == name)
            ?? throw new InvalidOperationException($"The plan changes '{Name}/{change.Thing}', which {target.Template.Reference} does not have.");
        return (function, slash < 0 ? string.Empty : change.Thing[slash..]);
    }

    private TemplateChange Change(TemplateChangeKind kind, string thing, string detail, int stage = 0) => new(Name, kind, thing, detail) { Stage = stage };
}
