namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Rules that hold between the parts of a deployment.</summary>
internal static class SetupRules
{
    public static void Check(SetupFacts facts, List<string> problems)
    {
        CheckIsolation(facts, problems);
        foreach (IGrouping<string, string> doubled in facts.AuditSinks.Select(s => s.Name).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            problems.Add($"{CloudBaseErrorCodes.DoubledAuditSink}: {doubled.Count()} audit sinks are named '{doubled.Key}', under which their position is kept: give each a name of its own.");
        }

        if (facts.Cloud?.SpendsRealMoney == true)
        {
            CheckRealMoney(facts, problems);
        }
    }

    private static void CheckIsolation(SetupFacts facts, List<string> problems)
    {
        string[] kinds = [.. facts.Strategies.Select(s => s.Kind.Name).Order(StringComparer.Ordinal)];
        string[] distinct = [.. kinds.Distinct(StringComparer.Ordinal)];
        string path = facts.Options.PathOf(nameof(CloudBaseOptions.DefaultIsolation));
        if (distinct.Length < kinds.Length)
        {
            problems.Add($"{CloudBaseErrorCodes.DoubledIsolation}: Isolation strategies were added twice under one name ({string.Join(", ", kinds)}): each has a name of its own.");
        }

        if (facts.Options.DefaultIsolation is not { } chosen)
        {
            if (distinct.Length > 1)
            {
                problems.Add($"{CloudBaseErrorCodes.UnknownIsolation}: {path} is missing, and {distinct.Length} strategies are added: set it to one of {string.Join(", ", distinct)}.");
            }
        }
        else if (distinct.Length > 0 && !distinct.Contains(chosen, StringComparer.Ordinal))
        {
            problems.Add($"{CloudBaseErrorCodes.UnknownIsolation}: {path} is '{chosen}', which was not added: {(distinct.Length == 1 ? "leave it out or set it to" : "set it to one of")} {string.Join(", ", distinct)}.");
        }
    }

    private static void CheckRealMoney(SetupFacts facts, List<string> problems)
    {
        CloudBaseOptions options = facts.Options;
        if (facts.Store is { IsDurable: false })
        {
            string call = facts.Record.CallsFor(SetupPart.Store) is [string only] ? only : facts.Store.GetType().Name;
            problems.Add(
                $"{CloudBaseErrorCodes.ForgetfulStore}: The store ({call}) keeps nothing, and the cloud spends real money: what was bought would be forgotten, and bought again. Choose a durable store.");
        }

        if (options.ManagementEnvironment is null)
        {
            problems.Add(
                $"{CloudBaseErrorCodes.MissingSetting}: {options.PathOf(nameof(CloudBaseOptions.ManagementEnvironment))} is missing: set the id of the platform's own environment, at which every tenant's credential must be refused.");
        }

        TimeSpan rule = TimeSpan.FromMinutes(5);
        if (options.Provisioning.SignatureWindow < rule)
        {
            problems.Add(
                $"{CloudBaseErrorCodes.ContradictorySettings}: {options.PathOf("Provisioning:SignatureWindow")} is {Options.Shown.Time(options.Provisioning.SignatureWindow)}, but a cloud that spends real money accepts an order for {Options.Shown.Time(rule)}: an order that lands later would be paid twice. Leave it out.");
        }
    }
}
