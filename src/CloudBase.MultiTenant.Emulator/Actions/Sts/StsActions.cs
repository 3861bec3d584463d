using System.Globalization;
using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Sts;

/// <summary>GetFederationToken and GetCallerIdentity.</summary>
internal static class StsActions
{
    public const long DefaultSeconds = 1800;
    public const long MaxSecondsForRoot = 7200;
    public const long MaxSecondsForUser = 129_600;

    /// <summary>The cloud's own limit is not published as a number; the one of a CAM policy is used.</summary>
    public const int MaxPolicyCharacters = PolicyDocument.MaxCharacters;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        new("sts", "GetFederationToken", ParameterSchema.Parse("Name string !; Policy string !; DurationSeconds number"), 600, null, GetFederationToken) { NeedsRegion = true },
        new("sts", "GetCallerIdentity", ParameterSchema.Parse(""), 600, null, GetCallerIdentity) { OpenToAll = true },
    ];

    private static void GetFederationToken(ActionContext context)
    {
        if (context.Caller.IsTemporary)
        {
            throw new CloudErrorException("UnauthorizedOperation", "Temporary keys cannot ask for further temporary keys.");
        }

        var name = context.Arguments.Required("Name");
        if (!name.All(char.IsAsciiLetter))
        {
            throw new CloudErrorException("InvalidParameter.ParamError", $"The value `{name}` of parameter `Name` is not valid: it must be letters only.");
        }

        var isRoot = context.Caller.UserUin == 0;
        var maximum = isRoot ? MaxSecondsForRoot : MaxSecondsForUser;
        var seconds = context.Arguments.Number("DurationSeconds") ?? DefaultSeconds;
        if (seconds < 1 || seconds > maximum)
        {
            throw new CloudErrorException(
                "InvalidParameter.OverTimeError",
                $"DurationSeconds {seconds} is not valid: {(isRoot ? "a root account" : "a sub-account")} may ask for 1 to {maximum} seconds.");
        }

        var policy = CheckedPolicy(context, context.Arguments.Required("Policy"));
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(context.Now.ToUnixTimeSeconds() + seconds);
        var token = context.State.Numbered(
            new FederationTokenRecord
            {
                SecretId = CloudBaseEmulatorOptions.KeyPrefix + "STS" + context.State.Chance.Mixed(40),
                SecretKey = CloudBaseEmulatorOptions.KeyPrefix + context.State.Chance.Mixed(44),
                Token = "emulator-" + context.State.Chance.Mixed(120),
                Name = name,
                MintedByUin = context.Caller.UserUin,
                Policy = policy,
                ExpiresAt = expiresAt,
            },
            context.Now);
        context.State.Add(token);

        var json = context.Json;
        json.WriteStartObject("Credentials");
        json.WriteString("Token", token.Token);
        json.WriteString("TmpSecretId", token.SecretId);
        json.WriteString("TmpSecretKey", token.SecretKey);
        json.WriteEndObject();
        json.WriteNumber("ExpiredTime", expiresAt.ToUnixTimeSeconds());
        json.WriteString("Expiration", expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private static void GetCallerIdentity(ActionContext context)
    {
        var caller = context.Caller;
        var account = context.Options.AccountUin;
        var uin = caller.UserUin == 0 ? account : caller.UserUin.ToString(CultureInfo.InvariantCulture);
        var json = context.Json;
        json.WriteString("Arn", caller.FederatedName is { } name
            ? $"qcs::sts::uin/{account}:federated-user/{name}"
            : $"qcs::cam::uin/{account}:uin/{uin}");
        json.WriteString("AccountId", account);
        json.WriteString("UserId", caller.FederatedName is null ? uin : $"{uin}:{caller.FederatedName}");
        json.WriteString("PrincipalId", uin);
        json.WriteString("Type", caller.FederatedName is not null ? "CAMUser" : caller.UserUin == 0 ? "RootAccount" : "SubAccount");
    }

    private static string CheckedPolicy(ActionContext context, string encoded)
    {
        var document = Uri.UnescapeDataString(encoded.Replace('+', ' '));
        if (document.Length > MaxPolicyCharacters)
        {
            throw new CloudErrorException("InvalidParameter.PolicyTooLong", $"The policy has {document.Length} characters and may have {MaxPolicyCharacters}.");
        }

        try
        {
            // An unencoded document has braces where an encoded one has %7B: the cloud asks for the encoded form.
            if (encoded.StartsWith('{'))
            {
                throw new PolicyFormatException("it must be URL-encoded");
            }

            context.Policies.Parsed(document);
            return document;
        }
        catch (PolicyFormatException exception)
        {
            throw new CloudErrorException("InvalidParameter.StrategyFormatError", $"The policy is not valid: {exception.Message}.");
        }
    }
}
