using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>What spends: CreateEnv, RenewEnv, ModifyEnvPlan. None has an idempotency token; each accepted call is a paid order.</summary>
internal static class EnvironmentOrders
{
    private static readonly string[] KnownResources = ["flexdb", "storage", "function", "postgresql"];

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount(
            "CreateEnv",
            "Alias string !; PackageId string !; Resources string[] !; Period number; AutoVoucher boolean; Tags Tag[]; RenewFlag string; ExternalStorage ExternalStorage; EnableOverrun string",
            20, CreateEnv),
        TcbParameters.OnEnvironment("RenewEnv", "EnvId string !; Period number; AutoVoucher boolean", 20, RenewEnv),
        TcbParameters.OnEnvironment("ModifyEnvPlan", "EnvId string !; PackageId string !; AutoVoucher boolean", 20, ModifyEnvPlan),
    ];

    private static void CreateEnv(ActionContext context)
    {
        var arguments = context.Arguments;
        var alias = EnvironmentAlias.Checked(arguments.Required("Alias"));
        var packageId = Package(context);
        var resources = Resources(arguments);
        var months = Months(arguments);
        var tags = Tags(context);
        var autoRenew = RenewFlag(arguments);
        var storage = Storage(context, resources);
        var overrun = arguments.Text("EnableOverrun");
        if (overrun is not (null or "TRUE" or "FALSE"))
        {
            throw CloudErrorException.InvalidValue("EnableOverrun", overrun, "it must be TRUE or FALSE");
        }

        var state = context.State;
        if (!context.Options.NoLimits && state.Environments.Count >= context.Options.MaxEnvironments)
        {
            throw new CloudErrorException(
                "LimitExceeded",
                $"The account has {state.Environments.Count} environments and may have {context.Options.MaxEnvironments}; see DescribeEnvLimit.");
        }

        if (state.Account.SoldOut)
        {
            throw new CloudErrorException("ResourcesSoldOut", $"The package '{packageId}' is sold out in {context.Region}.");
        }

        var amount = context.Options.PriceOf(packageId) * months;
        RequireBalance(context, amount);

        var delivery = context.Strikes.FirstOrDefault(strike => strike.Script.Kind == FaultKind.SlowDelivery).Script?.Delay ?? context.Options.ReadyDelay;
        var environment = state.Numbered(
            new EnvironmentRecord
            {
                Id = state.NewEnvironmentId(alias),
                Alias = alias,
                Region = context.Region,
                PackageId = packageId,
                Resources = resources,
                Tags = tags,
                UpdatedAt = context.Now,
                ReadyAt = context.Now + delivery,
                DeliveryFailed = context.Strikes.Any(strike => strike.Script.Kind == FaultKind.FailedDelivery),
                ExpiresAt = context.Now.AddMonths(months),
                AutoRenew = autoRenew,
                EnableOverrun = overrun == "TRUE",
                ExternalStorage = storage,
            },
            context.Now);
        state.RecordOrder(environment, LedgerEntryKind.New, months, amount, context.Now, context.Origin);
        state.Add(environment);
        context.Json.WriteString("EnvId", environment.Id);
    }

    private static void RenewEnv(ActionContext context)
    {
        var environment = context.Environment();
        RefuseManagement(context, environment);
        var months = Months(context.Arguments);
        var amount = context.Options.PriceOf(environment.PackageId) * months;
        RequireBalance(context, amount);
        context.State.RecordOrder(environment, LedgerEntryKind.Renew, months, amount, context.Now, context.Origin);
        // A renewal is also the way back from isolation; its months then count from today.
        environment.ExpiresAt = (environment.IsolatedAt is null ? environment.ExpiresAt : Later(environment.ExpiresAt, context.Now)).AddMonths(months);
        environment.IsolatedAt = null;
        context.State.Update(environment, context.Now);
    }

    private static void ModifyEnvPlan(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        RefuseManagement(context, environment);
        var packageId = Package(context);
        if (packageId == environment.PackageId)
        {
            throw CloudErrorException.InvalidValue("PackageId", packageId, "the environment has this package already");
        }

        var monthlyDifference = context.Options.PriceOf(packageId) - context.Options.PriceOf(environment.PackageId);
        var remainingMonths = (decimal)Math.Max(0, (environment.ExpiresAt - context.Now).TotalDays) / 30m;
        var amount = Math.Max(0m, Math.Round(monthlyDifference * remainingMonths, 2, MidpointRounding.AwayFromZero));
        RequireBalance(context, amount);
        environment.PackageId = packageId;
        context.State.RecordOrder(environment, LedgerEntryKind.Modify, 0, amount, context.Now, context.Origin);
        context.State.Update(environment, context.Now);
    }

    private static string Package(ActionContext context)
    {
        var packageId = context.Arguments.Required("PackageId");
        return context.Options.MonthlyPrices.ContainsKey(packageId)
            ? packageId
            : throw CloudErrorException.InvalidValue("PackageId", packageId, $"it must be one of {string.Join(", ", context.Options.MonthlyPrices.Keys)}");
    }

    private static List<string> Resources(Arguments arguments)
    {
        var resources = arguments.Texts("Resources");
        if (resources.Count == 0)
        {
            throw CloudErrorException.InvalidValue("Resources", "[]", "it must not be empty");
        }

        foreach (var resource in resources)
        {
            if (!KnownResources.Contains(resource))
            {
                throw CloudErrorException.InvalidValue("Resources", resource, $"it must be one of {string.Join(", ", KnownResources)}");
            }
        }

        return resources;
    }

    private static int Months(Arguments arguments)
    {
        var months = arguments.Number("Period") ?? 1;
        return months is (>= 1 and <= 12) or 24
            ? (int)months
            : throw CloudErrorException.InvalidValue("Period", months.ToString(CultureInfo.InvariantCulture), "it must be 1 to 12, or 24, months");
    }

    private static List<TagPair> Tags(ActionContext context)
    {
        List<TagPair> tags = [];
        foreach (var item in context.Arguments.Items("Tags"))
        {
            var tag = new TagPair(item.Required("Key"), item.Required("Value"));
            if (context.Options.RequireExistingTags && context.State.FindTag(tag.Key, tag.Value) is null)
            {
                throw CloudErrorException.InvalidValue("Tags", $"{tag.Key}:{tag.Value}", "the tag must exist; make it with tag:CreateTag first");
            }

            if (tags.Exists(other => other.Key == tag.Key))
            {
                throw CloudErrorException.InvalidValue("Tags", tag.Key, "a key may be given once");
            }

            tags.Add(tag);
        }

        return tags;
    }

    private static bool RenewFlag(Arguments arguments) => arguments.Text("RenewFlag") switch
    {
        null or "NOTIFY_AND_MANUAL_RENEW" => false,
        "NOTIFY_AND_AUTO_RENEW" => true,
        var other => throw CloudErrorException.InvalidValue("RenewFlag", other, "it must be NOTIFY_AND_AUTO_RENEW or NOTIFY_AND_MANUAL_RENEW"),
    };

    private static ExternalBucket? Storage(ActionContext context, List<string> resources)
    {
        if (context.Arguments.Item("ExternalStorage") is not { } item)
        {
            return null;
        }

        var bucket = new ExternalBucket(item.Required("BucketName"), item.Required("Region"), item.Required("BasePath"), item.Flag("Enabled") ?? false);
        if (!resources.Contains("storage"))
        {
            throw CloudErrorException.InvalidValue("ExternalStorage", bucket.BucketName, "it needs storage in Resources");
        }

        return context.State.Environments.Rows.Any(other =>
            other.ExternalStorage is { } taken && taken.BucketName == bucket.BucketName && taken.BasePath == bucket.BasePath)
            ? throw CloudErrorException.InvalidValue("ExternalStorage", bucket.BasePath, "the path is another environment's")
            : bucket;
    }

    private static void RequireBalance(ActionContext context, decimal amount)
    {
        var balance = context.State.Account.Balance;
        if (balance < amount)
        {
            throw new CloudErrorException(
                context.Options.InsufficientBalanceCode,
                string.Create(CultureInfo.InvariantCulture, $"The balance of {balance} CNY does not cover the order of {amount} CNY; top it up. Nothing was ordered."));
        }
    }

    private static void RefuseManagement(ActionContext context, EnvironmentRecord environment)
    {
        if (environment.Id == context.State.Account.ManagementEnvironmentId)
        {
            throw new CloudErrorException("OperationDenied", $"The emulator's management environment '{environment.Id}' takes no orders.");
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
