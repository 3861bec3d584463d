using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>AllocateEnv, ReleaseEnv, AssumeRoleForAllocatedEnv: the vendor's own pool, for accounts on its list.</summary>
internal static class AllocationActions
{
    /// <summary>How long the keys of AssumeRoleForAllocatedEnv work; the cloud's own time is not published.</summary>
    private const int KeySeconds = 7200;

    private const int MaxIdLength = 64;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount("AllocateEnv", "AllocateId string !; ExternalAppId string; ExternalTag string; RequireFunction boolean", 20, AllocateEnv),
        TcbParameters.OnEnvironment("ReleaseEnv", "EnvId string; AllocateId string", 20, ReleaseEnv),
        TcbParameters.OnEnvironment("AssumeRoleForAllocatedEnv", "EnvId string !", 20, AssumeRoleForAllocatedEnv),
    ];

    private static void AllocateEnv(ActionContext context)
    {
        RequireListed(context);
        var allocateId = context.Arguments.Required("AllocateId");
        if (allocateId.Length is 0 or > MaxIdLength)
        {
            throw CloudErrorException.InvalidValue("AllocateId", allocateId, $"it must have 1 to {MaxIdLength} characters");
        }

        var tag = context.Arguments.Text("ExternalTag");
        if (tag is not null && !tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '=' or ','))
        {
            throw CloudErrorException.InvalidValue("ExternalTag", tag, "it must be k1=v1,k2=v2 of letters, digits and _");
        }

        var appId = context.Arguments.Text("ExternalAppId");
        var environment = Find(context, allocateId) ?? Take(context, allocateId);
        context.Json.WriteString("EnvId", environment.Id);
        if (appId is not null)
        {
            context.Json.WriteString("ExternalAppId", appId);
        }
    }

    private static void ReleaseEnv(ActionContext context)
    {
        RequireListed(context);
        var environment = Allocated(context);
        var allocateId = context.Arguments.Text("AllocateId");
        if (allocateId != environment.AllocateId)
        {
            throw CloudErrorException.InvalidValue("AllocateId", allocateId ?? string.Empty, "it must be the one under which the environment was allocated");
        }

        // Nobody gets what was in it: it does not go back to the pool.
        context.State.Purge(environment);
    }

    private static void AssumeRoleForAllocatedEnv(ActionContext context)
    {
        RequireListed(context);
        var environment = Allocated(context);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(context.Now.ToUnixTimeSeconds() + KeySeconds);
        var account = context.Options.AccountUin;
        var token = context.State.Numbered(
            new FederationTokenRecord
            {
                SecretId = CloudBaseEmulatorOptions.KeyPrefix + "STS" + context.State.Chance.Mixed(40),
                SecretKey = CloudBaseEmulatorOptions.KeyPrefix + context.State.Chance.Mixed(44),
                Token = "emulator-" + context.State.Chance.Mixed(120),
                Name = "allocated",
                MintedByUin = 0,
                Policy = $$"""
                    {"version":"2.0","statement":[{"effect":"allow","action":["tcb:*"],"resource":["qcs::tcb:{{environment.Region}}:uin/{{account}}:env/{{environment.Id}}"]}]}
                    """,
                ExpiresAt = expiresAt,
            },
            context.Now);
        context.State.Add(token);
        context.Json.WriteString("SecretId", token.SecretId);
        context.Json.WriteString("SecretKey", token.SecretKey);
        context.Json.WriteString("Token", token.Token);
        context.Json.WriteNumber("ExpiredTime", expiresAt.ToUnixTimeSeconds());
        context.Json.WriteBoolean("IsCache", false);
    }

    private static EnvironmentRecord? Find(ActionContext context, string allocateId) =>
        context.State.Environments.Rows.FirstOrDefault(environment => environment.AllocateId == allocateId);

    private static EnvironmentRecord Take(ActionContext context, string allocateId)
    {
        var state = context.State;
        if (state.Environments.Rows.Count(environment => environment.AllocateId is not null) >= context.Options.AllocationPoolSize)
        {
            throw new CloudErrorException("ResourceInsufficient", $"The vendor's pool has none of its {context.Options.AllocationPoolSize} environments left for this account.");
        }

        // Warm already, and not ordered by this account: nothing of it is in the ledger.
        const string alias = "allocated";
        var environment = state.Numbered(
            new EnvironmentRecord
            {
                Id = state.NewEnvironmentId(alias),
                Alias = alias,
                Region = context.Region,
                PackageId = "baas_personal",
                Resources = ["flexdb", "storage", "function"],
                UpdatedAt = context.Now,
                ReadyAt = context.Now,
                ExpiresAt = context.Now.AddYears(1),
                AllocateId = allocateId,
            },
            context.Now);
        state.Add(environment);
        return environment;
    }

    private static EnvironmentRecord Allocated(ActionContext context)
    {
        var environment = context.Environment();
        return environment.AllocateId is not null
            ? environment
            : throw CloudErrorException.InvalidValue("EnvId", environment.Id, "it must be an environment that AllocateEnv gave");
    }

    private static void RequireListed(ActionContext context)
    {
        if (!context.Options.AllocationListed)
        {
            throw new CloudErrorException(
                "OperationDenied.NonInternalAccount", "The account is not on the vendor's list for environments of its own pool. The emulator puts it there with --allocation N.");
        }
    }
}
