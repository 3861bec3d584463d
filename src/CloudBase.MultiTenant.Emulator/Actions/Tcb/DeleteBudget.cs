using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>Deletions are counted, a calendar month and ever; each first DestroyEnv of an environment is one.</summary>
internal static class DeleteBudget
{
    public static int ThisMonth(ActionContext context) =>
        context.State.Account.DeleteMonth == Month(context) ? context.State.Account.DeletesThisMonth : 0;

    public static void Spend(ActionContext context)
    {
        var (account, options) = (context.State.Account, context.Options);
        var thisMonth = ThisMonth(context);
        if (!options.NoLimits && (thisMonth >= options.MaxDeletesPerMonth || account.DeletesEver >= options.MaxDeletes))
        {
            throw new CloudErrorException(
                "LimitExceeded",
                $"The account deleted {thisMonth} of {options.MaxDeletesPerMonth} environments this month and {account.DeletesEver} of {options.MaxDeletes} in total; see DescribeEnvLimit.");
        }

        account.DeleteMonth = Month(context);
        account.DeletesThisMonth = thisMonth + 1;
        account.DeletesEver++;
        context.State.Accounts.Put(account);
    }

    private static string Month(ActionContext context) =>
        context.Now.ToOffset(context.Options.TimeOffset).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
