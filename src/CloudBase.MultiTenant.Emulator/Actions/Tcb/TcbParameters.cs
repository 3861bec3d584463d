using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>Shorthand for the definitions of tcb actions.</summary>
internal static class TcbParameters
{
    private static readonly Dictionary<string, ParameterSchema> Types = new(StringComparer.Ordinal)
    {
        ["Tag"] = ParameterSchema.Parse("Key string !; Value string !"),
        ["ExternalStorage"] = ParameterSchema.Parse("BucketName string !; Region string !; BasePath string !; Enabled boolean"),
    };

    public static ActionDefinition OnAccount(string name, string parameters, int rate, Action<ActionContext> execute) =>
        new("tcb", name, ParameterSchema.Parse(parameters, Types), rate, null, execute);

    public static ActionDefinition OnEnvironment(string name, string parameters, int rate, Action<ActionContext> execute) =>
        new("tcb", name, ParameterSchema.Parse(parameters, Types), rate, ActionTargets.Environment, execute);
}
