using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Billing;

/// <summary>DescribeAccountBalance of billing 2018-07-09. Money is in hundredths.</summary>
internal static class BalanceActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
        [new("billing", "DescribeAccountBalance", ParameterSchema.Parse(""), 20, null, DescribeAccountBalance)];

    private static void DescribeAccountBalance(ActionContext context)
    {
        var hundredths = context.State.Account.Balance * 100;
        context.Json.WriteNumber("Uin", long.Parse(context.Options.AccountUin, CultureInfo.InvariantCulture));
        context.Json.WriteNumber("Balance", decimal.ToInt64(decimal.Floor(hundredths)));
        context.Json.WriteNumber("RealBalance", hundredths);
        context.Json.WriteNumber("FreezeAmount", 0);
        context.Json.WriteNumber("OweAmount", Math.Max(0, -hundredths));
        context.Json.WriteBoolean("IsAllowArrears", false);
    }
}
