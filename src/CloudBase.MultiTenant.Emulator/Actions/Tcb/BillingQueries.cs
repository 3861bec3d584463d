using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>DescribeBillingInfo and DescribeEnvAccountCircle.</summary>
internal static class BillingQueries
{
    private const int MaxPage = 100;

    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnAccount("DescribeBillingInfo", "EnvId string; EnvIds string[]; Limit number; Offset number", 50, DescribeBillingInfo),
        TcbParameters.OnEnvironment("DescribeEnvAccountCircle", "EnvId string !", 20, DescribeEnvAccountCircle),
    ];

    private static void DescribeBillingInfo(ActionContext context)
    {
        var offset = (int)context.Arguments.Range("Offset", 0, int.MaxValue, 0);
        var limit = (int)context.Arguments.Range("Limit", 1, MaxPage, 20);
        var state = context.State;
        IEnumerable<EnvironmentRecord> page;
        int total;
        if (context.Arguments.Text("EnvId") is { Length: > 0 } id)
        {
            var environment = state.Environments.Find(id);
            (page, total) = environment is null ? ([], 0) : (new[] { environment }.Skip(offset), 1);
        }
        else if (context.Arguments.Texts("EnvIds") is { Count: > 0 } ids)
        {
            var found = ids.Distinct(StringComparer.Ordinal).Select(state.Environments.Find).OfType<EnvironmentRecord>().ToList();
            (page, total) = (found.Skip(offset).Take(limit), found.Count);
        }
        else
        {
            (page, total) = (state.EnvironmentList.NewestFirst(context.NewestVisible, offset, limit), state.EnvironmentList.VisibleCount(context.NewestVisible));
        }

        context.Json.WriteStartArray("EnvBillingInfoList");
        foreach (var environment in page)
        {
            Write(context, environment);
        }

        context.Json.WriteEndArray();
        context.Json.WriteNumber("Total", total);
    }

    private static void Write(ActionContext context, EnvironmentRecord environment)
    {
        var json = context.Json;
        var delivered = environment.ReadyAt <= context.Now;
        json.WriteStartObject();
        json.WriteString("EnvId", environment.Id);
        json.WriteString("PackageId", environment.PackageId);
        json.WriteBoolean("IsAutoRenew", environment.AutoRenew);
        json.WriteString("Status", environment.IsolatedAt is not null ? "ISOLATE" : environment.IsReady(context.Now) ? "NORMAL" : string.Empty);
        json.WriteString("PayMode", "PREPAYMENT");
        json.WriteString("IsolatedTime", context.Time(environment.IsolatedAt));
        json.WriteString("ExpireTime", context.Time(environment.ExpiresAt));
        json.WriteString("CreateTime", context.Time(environment.CreatedAt));
        json.WriteString("UpdateTime", context.Time(environment.UpdatedAt));
        json.WriteBoolean("IsAlwaysFree", false);
        json.WriteString("PaymentChannel", "qcloud");
        if (environment.OrderId.Length > 0)
        {
            json.WriteStartObject("OrderInfo");
            json.WriteString("TranId", environment.OrderId);
            json.WriteString("PackageId", environment.PackageId);
            json.WriteString("TranType", environment.OrderKind switch { LedgerEntryKind.New => "1", LedgerEntryKind.Renew => "2", _ => "3" });
            json.WriteString("TranStatus", environment.DeliveryFailed ? "5" : delivered ? "4" : "3");
            json.WriteString("UpdateTime", context.Time(delivered ? environment.ReadyAt : environment.OrderAt));
            json.WriteString("CreateTime", context.Time(environment.OrderAt));
            json.WriteString("PayMode", "PREPAYMENT");
            json.WriteString("ExtensionId", string.Empty);
            json.WriteString("ResourceReady", delivered && !environment.DeliveryFailed ? "successful" : environment.DeliveryFailed ? "failed" : "notready");
            json.WriteString("Flag", string.Empty);
            json.WriteString("ReqBody", string.Empty);
            json.WriteEndObject();
        }

        json.WriteString("FreeQuota", string.Empty);
        json.WriteBoolean("EnableOverrun", environment.EnableOverrun);
        json.WriteString("ExtPackageType", string.Empty);
        json.WriteString("EnvCharged", "yes");
        json.WriteString("EnvActivated", environment.IsReady(context.Now) ? "yes" : "no");
        json.WriteEndObject();
    }

    private static void DescribeEnvAccountCircle(ActionContext context)
    {
        var environment = context.Environment();
        var months = 0;
        while (environment.CreatedAt.AddMonths(months + 1) <= context.Now)
        {
            months++;
        }

        context.Json.WriteString("StartTime", context.Time(environment.CreatedAt.AddMonths(months)));
        context.Json.WriteString("EndTime", context.Time(environment.CreatedAt.AddMonths(months + 1)));
    }
}
