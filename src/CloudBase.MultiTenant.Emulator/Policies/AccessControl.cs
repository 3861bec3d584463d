using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>Decides whether a caller may make a call: the root account all; a sub-account by its policies; a token by both its caller's and its own.</summary>
internal static class AccessControl
{
    public static void Require(ActionContext context, ActionDefinition definition)
    {
        var caller = context.Caller;
        if (definition.OpenToAll || caller is { UserUin: 0, IsTemporary: false })
        {
            return;
        }

        var targets = definition.Targets?.Invoke(context) ?? [];
        if (caller.UserUin != 0)
        {
            var user = context.State.FindUser(caller.UserUin)
                ?? throw new CloudErrorException("AuthFailure.TokenFailure", "The sub-account that these keys came from is gone.");
            var attached = user.AttachedPolicies.Keys.Select(id => context.State.FindPolicy(id)!).ToList();
            context.Access.Judge(definition.FullName, attached, targets);
            RequireAllowed(attached.ConvertAll(policy => context.Policies.Parsed(policy.Document)), definition, targets);
        }

        if (caller.SessionPolicy is not { } session)
        {
            return;
        }

        var cutTo = context.Policies.Parsed(session);
        if (context.Options.FederationRefusedForSubAccounts && caller.UserUin != 0 && definition.Service == "tcb" && !cutTo.IsUnscoped)
        {
            throw new CloudErrorException("AuthFailure.TokenFailure", "Invalid token: it was asked for by a sub-account with a policy below the whole account.");
        }

        context.Access.JudgeSession(definition.FullName, session, targets);
        RequireAllowed([cutTo], definition, targets);
    }

    private static void RequireAllowed(IReadOnlyCollection<PolicyDocument> policies, ActionDefinition definition, IReadOnlyList<AccessTarget> targets)
    {
        if (PolicyEvaluator.FirstRefused(policies, definition.FullName, targets) is not { } refused)
        {
            return;
        }

        throw new CloudErrorException(
            definition.Service == "tcb" ? "AuthFailure.UnauthorizedOperation" : "UnauthorizedOperation",
            $"You are not authorized to perform operation ({definition.FullName}) on resource ({refused}).");
    }
}
