using System.IO.Compression;
using System.Security.Cryptography;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>CreateFunction, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction. Functions are kept, with their code, and never run.</summary>
internal static class FunctionActions
{
    public const int MaxFunctions = 150;

    private static readonly string[] CreateTakes = ["FunctionName", "EnvId", "Handler", "MemorySize", "Timeout", "InstallDependency", "Description", "Runtime", "Code", "Type", "Environment", "CodeSource"];
    private static readonly string[] CodeTakes = ["FunctionName", "EnvId", "Handler", "InstallDependency", "Code", "CodeSource"];
    private static readonly string[] ConfigurationTakes = ["EnvId", "FunctionName", "Description", "MemorySize", "Timeout", "Environment", "Runtime", "InstallDependency"];

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount(
            "CreateFunction",
            "FunctionName string !; EnvId string !; Handler string; MemorySize number; Timeout number; UseGpu string; InstallDependency string; Stamp string; Role string; "
            + "Description string; Runtime string; ClsTopicId string; ClsLogsetId string; Code CodeReq; PrivateConfig PrivateConfig; Type string; ProtocolType string; "
            + "Environment FunctionEnvironment; InitTimeout number; CodeSource string; VpcConfig FunctionVpcConfig; Layers FunctionLayer[]; "
            + "PublicNetConfig FunctionPublicNetConfig; AsyncRunEnable string; TraceEnable string; AutoCreateClsTopic string; AutoDeployClsTopicIndex string; DnsCache string; "
            + "EipConfig FunctionEipConfigFixed", 20, CreateFunction),
        TcbParameters.OnAccount(
            "UpdateFunctionCode",
            "FunctionName string !; EnvId string !; Handler string; Namespace string; InstallDependency string; Publish string; Code CodeReq; CodeSource string", 20, UpdateFunctionCode),
        TcbParameters.OnEnvironment(
            "UpdateFunctionConfiguration",
            "EnvId string !; FunctionName string; Description string; MemorySize number; Timeout number; Environment FunctionEnvironment; VpcConfig FunctionVpcConfig; "
            + "PublicNetConfig FunctionPublicNetConfig; Runtime string; Role string; InstallDependency string; ClsTopicId string; ClsLogsetId string; Publish string; L5Enable string; "
            + "Layers FunctionLayer[]; InitTimeout number; DnsCache string; IgnoreSysLog string; EipConfig FunctionEipConfigFixed[]", 20, UpdateFunctionConfiguration),
        TcbParameters.OnEnvironment("DeleteFunction", "EnvId string !; FunctionName string !; Qualifier string", 20, DeleteFunction),
    ];

    public static FunctionRecord Function(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        var name = context.Arguments.Required("FunctionName");
        return context.State.FindFunction(environment.Id, name)
            ?? throw new CloudErrorException("ResourceNotFound.Function", $"The function '{name}' of '{environment.Id}' was not found.");
    }

    /// <summary>Refuses what a function does not take while it is made or changed.</summary>
    public static void RequireActive(ActionContext context, FunctionRecord function)
    {
        if (function.StatusAt(context.Now) is not "Active" and var status)
        {
            throw new CloudErrorException("FailedOperation.FunctionStatusError", $"The function '{function.Name}' is {status}; wait until it is Active.");
        }
    }

    private static void CreateFunction(ActionContext context)
    {
        RequireServed(context, "CreateFunction", CreateTakes);
        var environment = context.LiveEnvironment();
        if (!environment.IsReady(context.Now))
        {
            throw new CloudErrorException("ResourceUnavailable", $"The environment '{environment.Id}' is not ready; wait until it is NORMAL.");
        }

        var name = context.Arguments.Required("FunctionName");
        if (name.Length is < 2 or > 60 || !char.IsAsciiLetter(name[0]) || name[^1] is '-' or '_' || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
        {
            throw CloudErrorException.InvalidValue("FunctionName", name, "it takes 2 to 60 letters, digits, '-' and '_', starts with a letter and does not end with '-' or '_'");
        }

        if (context.State.FindFunction(environment.Id, name) is not null)
        {
            throw new CloudErrorException("ResourceInUse.FunctionName", $"The function '{name}' of '{environment.Id}' is there already.");
        }

        if (context.State.FunctionsOf(environment.Id).Count >= MaxFunctions)
        {
            throw new CloudErrorException("LimitExceeded.Function", $"The environment '{environment.Id}' has {MaxFunctions} functions, the most there can be.");
        }

        var function = new FunctionRecord
        {
            EnvironmentId = environment.Id,
            Name = name,
            Handler = context.Arguments.Text("Handler") ?? "index.main",
            Runtime = context.Arguments.Text("Runtime") ?? "Nodejs18.15",
            MemorySize = Memory(context) ?? 256,
            Timeout = Timeout(context) ?? 3,
            Description = context.Arguments.Text("Description") ?? string.Empty,
            InstallDependency = context.Arguments.Text("InstallDependency") ?? "FALSE",
            Type = context.Arguments.Text("Type") ?? "Event",
            Variables = Variables(context) ?? [],
        };
        SetCode(context, function);
        context.State.Numbered(function, context.Now);
        function.Id = "lam-" + context.State.Chance.Lower(8);
        function.ModifiedAt = context.Now;
        function.ReadyAt = context.Now + context.Options.FunctionReadyDelay;
        context.State.Put(function);
    }

    private static void UpdateFunctionCode(ActionContext context)
    {
        RequireServed(context, "UpdateFunctionCode", CodeTakes);
        var function = Function(context);
        RequireActive(context, function);
        SetCode(context, function);
        function.Handler = context.Arguments.Text("Handler") ?? function.Handler;
        function.InstallDependency = context.Arguments.Text("InstallDependency") ?? function.InstallDependency;
        Changed(context, function);
    }

    private static void UpdateFunctionConfiguration(ActionContext context)
    {
        RequireServed(context, "UpdateFunctionConfiguration", ConfigurationTakes);
        var function = Function(context);
        RequireActive(context, function);
        if (context.Arguments.Text("Runtime") is { } runtime && runtime != function.Runtime)
        {
            throw CloudErrorException.InvalidValue("Runtime", runtime, $"a function keeps its runtime, here {function.Runtime}");
        }

        (var memory, var timeout, var variables) = (Memory(context), Timeout(context), Variables(context));
        function.MemorySize = memory ?? function.MemorySize;
        function.Timeout = timeout ?? function.Timeout;
        function.Variables = variables ?? function.Variables;
        function.Description = context.Arguments.Text("Description") ?? function.Description;
        function.InstallDependency = context.Arguments.Text("InstallDependency") ?? function.InstallDependency;
        Changed(context, function);
    }

    private static void DeleteFunction(ActionContext context)
    {
        var function = Function(context);
        context.State.Remove(function);
        context.Json.WriteString("FunctionId", function.Id);
    }

    private static void Changed(ActionContext context, FunctionRecord function)
    {
        function.ModifiedAt = context.Now;
        function.ReadyAt = context.Now + context.Options.FunctionReadyDelay;
        context.State.Put(function);
    }

    private static void RequireServed(ActionContext context, string action, string[] served)
    {
        foreach (var name in context.Arguments.Names())
        {
            if (!served.Contains(name))
            {
                throw new CloudErrorException("UnsupportedOperation", $"The parameter `{name}` of {action} is not served by this emulator.");
            }
        }
    }

    private static long? Memory(ActionContext context) => context.Arguments.Number("MemorySize") is not { } memory ? null
        : memory == 64 || (memory is >= 128 and <= 3072 && memory % 128 == 0) ? memory
        : throw CloudErrorException.InvalidValue("MemorySize", $"{memory}", "it must be 64, or 128 to 3072 by steps of 128");

    private static long? Timeout(ActionContext context) => context.Arguments.Number("Timeout") is { } given ? context.Arguments.Range("Timeout", 1, 900, given) : null;

    private static List<FunctionVariable>? Variables(ActionContext context) =>
        context.Arguments.Item("Environment")?.Items("Variables").ConvertAll(variable => new FunctionVariable(variable.Required("Key"), variable.Text("Value") ?? string.Empty));

    private static void SetCode(ActionContext context, FunctionRecord function)
    {
        if (context.Arguments.Item("Code") is not { } code || code.Text("ZipFile") is not { Length: > 0 } base64)
        {
            throw CloudErrorException.Missing("Code.ZipFile");
        }

        if (code.Names().FirstOrDefault(name => name != "ZipFile") is { } other)
        {
            throw new CloudErrorException("UnsupportedOperation", $"The parameter `Code.{other}` is not served by this emulator; it serves Code.ZipFile.");
        }

        try
        {
            var zip = Convert.FromBase64String(base64);
            using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
            _ = archive.Entries.Count;
            function.Zip = zip;
            function.Sha256 = Convert.ToHexStringLower(SHA256.HashData(zip));
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException)
        {
            throw CloudErrorException.InvalidValue("Code.ZipFile", $"{base64.Length} characters", "it must be a zip file as base64");
        }
    }
}
