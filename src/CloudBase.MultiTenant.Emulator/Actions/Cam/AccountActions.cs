using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>GetUserAppId and GetAccountSummary.</summary>
internal static class AccountActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        CamParameters.OnAccount("GetUserAppId", "", GetUserAppId),
        CamParameters.OnAccount("GetAccountSummary", "", GetAccountSummary),
    ];

    private static void GetUserAppId(ActionContext context)
    {
        var uin = context.Caller.UserUin == 0 ? context.Options.AccountUin : context.Caller.UserUin.ToString(CultureInfo.InvariantCulture);
        context.Json.WriteString("Uin", uin);
        context.Json.WriteString("OwnerUin", context.Options.AccountUin);
        context.Json.WriteNumber("AppId", context.Options.AppId);
    }

    private static void GetAccountSummary(ActionContext context)
    {
        context.Json.WriteNumber("Policies", context.State.Policies.Count);
        context.Json.WriteNumber("Roles", 0);
        context.Json.WriteNumber("Idps", 0);
        context.Json.WriteNumber("User", context.State.Users.Count);
        context.Json.WriteNumber("Group", 0);
        context.Json.WriteNumber("Member", 0);
        context.Json.WriteNumber("IdentityProviders", 0);
    }
}
