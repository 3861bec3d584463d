using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>Shorthand for the definitions of cam actions; all of them may be called 20 times a second.</summary>
internal static class CamParameters
{
    private static readonly Dictionary<string, ParameterSchema> Types = new(StringComparer.Ordinal)
    {
        ["Tag"] = ParameterSchema.Parse("Key string !; Value string !"),
    };

    public static ActionDefinition OnAccount(string name, string parameters, Action<ActionContext> execute) =>
        new("cam", name, ParameterSchema.Parse(parameters, Types), 20, null, execute);

    public static ActionDefinition OnUser(string name, string parameters, Action<ActionContext> execute) =>
        new("cam", name, ParameterSchema.Parse(parameters, Types), 20, ActionTargets.TargetUser, execute);

    public static UserRecord User(ActionContext context, string parameter)
    {
        var uin = context.Arguments.Number(parameter)!.Value;
        return context.State.FindUser(uin)
            ?? throw new CloudErrorException("ResourceNotFound.UserNotExist", $"The user {uin.ToString(CultureInfo.InvariantCulture)} does not exist.");
    }

    public static PolicyRecord Policy(ActionContext context)
    {
        var id = context.Arguments.Number("PolicyId") ?? throw CloudErrorException.Missing("PolicyId");
        return context.State.FindPolicy(id)
            ?? throw new CloudErrorException("ResourceNotFound.PolicyIdNotFound", $"The policy {id.ToString(CultureInfo.InvariantCulture)} does not exist.");
    }
}
