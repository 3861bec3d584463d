using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Cam;

/// <summary>AddUser, GetUser, UpdateUser, DeleteUser, ListUsers.</summary>
internal static class UserActions
{
    private const int MaxNameLength = 64;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        CamParameters.OnAccount(
            "AddUser",
            "Name string !; Remark string; ConsoleLogin number; UseApi number; Password string; NeedResetPassword number; PhoneNum string; CountryCode string; Email string",
            AddUser),
        CamParameters.OnAccount("GetUser", "Name string !", GetUser),
        CamParameters.OnAccount(
            "UpdateUser",
            "Name string !; Remark string; ConsoleLogin number; Password string; NeedResetPassword number; PhoneNum string; CountryCode string; Email string",
            UpdateUser),
        CamParameters.OnAccount("DeleteUser", "Name string !; Force number", DeleteUser),
        CamParameters.OnAccount("ListUsers", "", ListUsers),
    ];

    private static void AddUser(ActionContext context)
    {
        var (arguments, state) = (context.Arguments, context.State);
        var name = arguments.Required("Name");
        if (name.Length > MaxNameLength || !name.All(character => char.IsAsciiLetterOrDigit(character) || "_+=,.@-".Contains(character, StringComparison.Ordinal)))
        {
            throw new CloudErrorException(
                "InvalidParameter.UserNameIllegal", $"The user name '{name}' is not valid: it must be at most {MaxNameLength} letters, digits and _+=,.@-.");
        }

        var consoleLogin = arguments.Range("ConsoleLogin", 0, 1, 0) == 1;
        var useApi = arguments.Range("UseApi", 0, 1, 0) == 1;
        var password = CheckedPassword(arguments.Text("Password"));
        if (state.FindUser(name) is not null)
        {
            throw new CloudErrorException("InvalidParameter.SubUserNameInUse", $"The user name '{name}' is in use.");
        }

        if (!context.Options.NoLimits && state.Users.Count >= context.Options.MaxUsers)
        {
            throw new CloudErrorException("InvalidParameter.SubUserFull", $"The account has {state.Users.Count} users, the most there can be.");
        }

        var user = state.Numbered(new UserRecord { Name = name, ConsoleLogin = consoleLogin ? 1 : 0 }, context.Now);
        user.Uin = long.Parse(context.Options.AccountUin, CultureInfo.InvariantCulture) + user.Sequence;
        user.Uid = 10_000_000 + user.Sequence;
        Fill(arguments, user);
        state.Add(user);

        context.Json.WriteNumber("Uin", user.Uin);
        context.Json.WriteString("Name", user.Name);
        context.Json.WriteString("Password", consoleLogin ? password ?? "Aa1!" + state.Chance.Mixed(16) : string.Empty);
        if (useApi)
        {
            var key = AccessKeyActions.NewKey(context, user.Uin, string.Empty);
            context.Json.WriteString("SecretId", key.Id);
            context.Json.WriteString("SecretKey", key.SecretKey);
        }
        else
        {
            context.Json.WriteString("SecretId", string.Empty);
            context.Json.WriteString("SecretKey", string.Empty);
        }

        context.Json.WriteNumber("Uid", user.Uid);
    }

    private static void GetUser(ActionContext context)
    {
        var user = Named(context);
        Write(context, user);
        context.Json.WriteString("RecentlyLoginIP", string.Empty);
        context.Json.WriteString("RecentlyLoginTime", string.Empty);
    }

    private static void UpdateUser(ActionContext context)
    {
        var user = Named(context);
        CheckedPassword(context.Arguments.Text("Password"));
        user.ConsoleLogin = (int)context.Arguments.Range("ConsoleLogin", 0, 1, user.ConsoleLogin);
        Fill(context.Arguments, user);
        context.State.Users.Put(user);
    }

    private static void DeleteUser(ActionContext context)
    {
        var user = Named(context);
        var force = context.Arguments.Range("Force", 0, 1, 0) == 1;
        if (!force && context.State.AccessKeysOf(user.Uin).Count > 0)
        {
            throw new CloudErrorException("OperationDenied.HaveKeys", $"The user '{user.Name}' has access keys; delete them first, or pass Force 1.");
        }

        context.State.Remove(user);
    }

    private static void ListUsers(ActionContext context)
    {
        context.Json.WriteStartArray("Data");
        foreach (var user in context.State.UserList.NewestFirst(context.NewestVisible, 0, int.MaxValue))
        {
            context.Json.WriteStartObject();
            Write(context, user);
            context.Json.WriteString("CreateTime", context.Time(user.CreatedAt));
            context.Json.WriteString("NickName", string.Empty);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static UserRecord Named(ActionContext context)
    {
        var name = context.Arguments.Required("Name");
        return context.State.FindUser(name)
            ?? throw new CloudErrorException("ResourceNotFound.UserNotExist", $"The user '{name}' does not exist.");
    }

    private static void Fill(Arguments arguments, UserRecord user)
    {
        user.Remark = arguments.Text("Remark") ?? user.Remark;
        user.PhoneNumber = arguments.Text("PhoneNum") ?? user.PhoneNumber;
        user.CountryCode = arguments.Text("CountryCode") ?? user.CountryCode;
        user.Email = arguments.Text("Email") ?? user.Email;
        user.NeedResetPassword = arguments.Range("NeedResetPassword", 0, 1, user.NeedResetPassword ? 1 : 0) == 1;
    }

    private static string? CheckedPassword(string? password) =>
        password is null or { Length: >= 8 }
        && (password is null
            || (password.Any(char.IsAsciiLetterUpper) && password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiDigit)
                && password.Any(character => !char.IsAsciiLetterOrDigit(character))))
            ? password
            : throw new CloudErrorException(
                "InvalidParameter.PasswordViolatedRules",
                "The password must have at least 8 characters, with an upper-case and a lower-case letter, a digit and a special character.");

    private static void Write(ActionContext context, UserRecord user)
    {
        context.Json.WriteNumber("Uin", user.Uin);
        context.Json.WriteString("Name", user.Name);
        context.Json.WriteNumber("Uid", user.Uid);
        context.Json.WriteString("Remark", user.Remark);
        context.Json.WriteNumber("ConsoleLogin", user.ConsoleLogin);
        context.Json.WriteString("PhoneNum", user.PhoneNumber);
        context.Json.WriteString("CountryCode", user.CountryCode);
        context.Json.WriteString("Email", user.Email);
    }
}
