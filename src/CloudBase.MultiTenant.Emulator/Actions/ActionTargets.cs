using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions;

/// <summary>The resources that a call names, with their tags.</summary>
internal static class ActionTargets
{
    /// <summary>The environment of EnvId; without one the call is operation-level.</summary>
    public static IReadOnlyList<AccessTarget> Environment(ActionContext context) =>
        context.Arguments.Text("EnvId") is { Length: > 0 } id ? [Environment(context, id)] : [];

    public static AccessTarget Environment(ActionContext context, string id)
    {
        // An environment that does not exist is judged like one of the call's region: a refusal tells nothing about it.
        var environment = context.State.Environments.Find(id);
        return new AccessTarget(
            ResourceName.Environment(environment?.Region ?? context.Region, context.Options.AccountUin, id),
            environment is null ? [] : TagsOf(environment.Tags));
    }

    /// <summary>The function of FunctionName in the namespace, which is the environment.</summary>
    public static IReadOnlyList<AccessTarget> Function(ActionContext context) =>
        [new(ResourceName.Function(context.Region, context.Options.AccountUin, context.Arguments.Text("Namespace") ?? "default", context.Arguments.Text("FunctionName") ?? string.Empty), [])];

    /// <summary>The user of TargetUin; without one the caller itself.</summary>
    public static IReadOnlyList<AccessTarget> TargetUser(ActionContext context) =>
        [new(ResourceName.User(context.Options.AccountUin, context.Arguments.Number("TargetUin") ?? context.Caller.UserUin), [])];

    /// <summary>The six-segment resources of ResourceList.</summary>
    public static IReadOnlyList<AccessTarget> ListedResources(ActionContext context) =>
        ResourceList(context).ConvertAll(listed => context.State.EnvironmentOf(listed.Name) is { } environment
            ? Environment(context, environment.Id)
            : new AccessTarget(listed.Name, []));

    /// <summary>ResourceList as it was sent, and as it was read.</summary>
    public static List<(string Text, ResourceName Name)> ResourceList(ActionContext context) =>
        context.Arguments.Texts("ResourceList").ConvertAll(text => (text, ResourceName.TryParse(text)
            ?? throw CloudErrorException.InvalidValue("ResourceList", text, "a resource has six segments (qcs:project:service:region:account:resource)")));

    private static List<string> TagsOf(List<TagPair> tags) => tags.ConvertAll(tag => $"{tag.Key}&{tag.Value}");
}
