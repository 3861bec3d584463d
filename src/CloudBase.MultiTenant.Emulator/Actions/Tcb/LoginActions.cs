using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>DescribeLoginConfig and ModifyLoginConfig.</summary>
internal static class LoginActions
{
    private static readonly string[] NotServed = ["SmsVerificationConfig", "MfaConfig", "PwdUpdateStrategy"];

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("DescribeLoginConfig", "EnvId string !", 20, DescribeLoginConfig),
        TcbParameters.OnEnvironment(
            "ModifyLoginConfig",
            "EnvId string !; PhoneNumberLogin boolean !; EmailLogin boolean !; UserNameLogin boolean !; AnonymousLogin boolean !; "
            + "SmsVerificationConfig VerificationConfig; MfaConfig MFALoginConfig; PwdUpdateStrategy PasswordUpdateLoginConfig", 20, ModifyLoginConfig),
    ];

    private static void DescribeLoginConfig(ActionContext context)
    {
        var login = context.Environment().Login;
        context.Json.WriteBoolean("EmailLogin", login.Email);
        context.Json.WriteBoolean("AnonymousLogin", login.Anonymous);
        context.Json.WriteBoolean("UserNameLogin", login.UserName);
        context.Json.WriteBoolean("PhoneNumberLogin", login.PhoneNumber);
    }

    private static void ModifyLoginConfig(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        if (Array.Find(NotServed, name => context.Arguments.Item(name) is not null) is { } given)
        {
            throw new CloudErrorException("UnsupportedOperation", $"The parameter `{given}` is not served by this emulator.");
        }

        environment.Login.PhoneNumber = context.Arguments.Flag("PhoneNumberLogin")!.Value;
        environment.Login.Email = context.Arguments.Flag("EmailLogin")!.Value;
        environment.Login.UserName = context.Arguments.Flag("UserNameLogin")!.Value;
        environment.Login.Anonymous = context.Arguments.Flag("AnonymousLogin")!.Value;
        context.State.Update(environment, context.Now);
    }
}
