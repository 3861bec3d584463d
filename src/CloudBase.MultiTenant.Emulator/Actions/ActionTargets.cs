using CloudBase.MultiTenant.Emulator.Policies;
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

    /// <summary>The user of TargetUin; without one the caller itself.</summary>
    public static IReadOnlyList<AccessTarget> TargetUser(ActionContext context) =>
        [new(ResourceName.User(context.Options.AccountUin, context.Arguments.Number("TargetUin") ?? context.Caller.UserUin), [])];

    /// <summary>The six-segment resources of ResourceList.</summary>
    public static IReadOnlyList<AccessTarget> ListedResources(ActionContext context) =>
        context.Arguments.Texts("ResourceList")
            .Select(text => ResourceName.TryParse(text)
                ?? throw Protocol.CloudErrorException.InvalidValue("ResourceList", text, "a resource has six segments (qcs:project:service:region:account:resource)"))
            .Select(name => context.State.EnvironmentOf(name) is { } environment
                ? Environment(context, environment.Id)
                : new AccessTarget(name, []))
            .ToList();

    private static List<string> TagsOf(List<TagPair> tags) => tags.ConvertAll(tag => $"{tag.Key}&{tag.Value}");
}
