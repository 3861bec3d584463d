using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies, ListEntitiesForPolicy.</summary>
internal static class AttachmentActions
{
    private const int MaxPoliciesPerUser = 200;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        CamParameters.OnAccount("AttachUserPolicy", "PolicyId number !; AttachUin number !", AttachUserPolicy),
        CamParameters.OnAccount("DetachUserPolicy", "PolicyId number !; DetachUin number !", DetachUserPolicy),
        CamParameters.OnAccount("ListAttachedUserPolicies", "TargetUin number !; Page number; Rp number", ListAttachedUserPolicies),
        CamParameters.OnAccount("ListEntitiesForPolicy", "PolicyId number !; Page number; Rp number; EntityFilter string", ListEntitiesForPolicy),
    ];

    private static void AttachUserPolicy(ActionContext context)
    {
        var policy = CamParameters.Policy(context);
        var user = CamParameters.User(context, "AttachUin");
        if (user.AttachedPolicies.Count >= MaxPoliciesPerUser && !user.AttachedPolicies.ContainsKey(policy.Id))
        {
            throw new CloudErrorException("LimitExceeded", $"The user '{user.Name}' has {MaxPoliciesPerUser} policies, the most there can be.");
        }

        context.State.Attach(user, policy.Id, context.Now);
    }

    private static void DetachUserPolicy(ActionContext context)
    {
        var policy = CamParameters.Policy(context);
        context.State.Detach(CamParameters.User(context, "DetachUin"), policy.Id);
    }

    private static void ListAttachedUserPolicies(ActionContext context)
    {
        var user = CamParameters.User(context, "TargetUin");
        context.Json.WriteNumber("TotalNum", user.AttachedPolicies.Count);
        context.Json.WriteStartArray("List");
        foreach (var (policyId, attachedAt) in Page(context, user.AttachedPolicies))
        {
            context.Json.WriteStartObject();
            context.Json.WriteNumber("PolicyId", policyId);
            context.Json.WriteString("PolicyName", context.State.FindPolicy(policyId)!.Name);
            context.Json.WriteString("AddTime", context.Time(attachedAt));
            context.Json.WriteNumber("CreateMode", 2);
            context.Json.WriteString("PolicyType", "User");
            context.Json.WriteString("Remark", string.Empty);
            context.Json.WriteString("OperateOwnerUin", context.Options.AccountUin);
            context.Json.WriteString("OperateUin", context.Options.AccountUin);
            context.Json.WriteNumber("OperateUinType", 0);
            context.Json.WriteNumber("Deactived", 0);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void ListEntitiesForPolicy(ActionContext context)
    {
        var policy = CamParameters.Policy(context);
        var filter = context.Arguments.Text("EntityFilter") ?? "All";
        if (filter is not ("All" or "User" or "Group" or "Role"))
        {
            throw CloudErrorException.InvalidValue("EntityFilter", filter, "it must be All, User, Group or Role");
        }

        var users = filter is "All" or "User" ? context.State.UsersWith(policy.Id).Order().ToList() : [];
        context.Json.WriteNumber("TotalNum", users.Count);
        context.Json.WriteStartArray("List");
        foreach (var uin in Page(context, users))
        {
            var user = context.State.FindUser(uin)!;
            context.Json.WriteStartObject();
            context.Json.WriteString("Id", user.Uid.ToString(CultureInfo.InvariantCulture));
            context.Json.WriteString("Name", user.Name);
            context.Json.WriteNumber("Uin", user.Uin);
            context.Json.WriteNumber("RelatedType", 1);
            context.Json.WriteString("AttachmentTime", context.Time(user.AttachedPolicies[policy.Id]));
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static IEnumerable<T> Page<T>(ActionContext context, IEnumerable<T> rows)
    {
        var size = context.Arguments.Range("Rp", 1, 200, 20);
        var page = context.Arguments.Range("Page", 1, 200, 1);
        return rows.Skip((int)((page - 1) * size)).Take((int)size);
    }
}
