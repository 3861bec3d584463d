namespace CloudBase.MultiTenant.Options;

internal static class ProvisioningRules
{
    private const double MaxJitter = 0.5;
    private const int MaxTagKeyLength = 127;

    public static void Check(ProvisioningOptions options, SettingRules rules)
    {
        CheckOrder(options, rules);
        CheckWaits(options, rules);
        CheckUnknownOutcomes(options, rules);
    }

    private static void CheckOrder(ProvisioningOptions options, SettingRules rules)
    {
        rules.Required(nameof(options.PackageId), !string.IsNullOrWhiteSpace(options.PackageId), ": name the package that a tenant's environment gets.");
        rules.Defined(nameof(options.Source), options.Source ?? EnvironmentSource.Create);
        CheckResources(options, rules);
        CheckPeriod(nameof(options.PeriodMonths), options.PeriodMonths, rules);
        rules.NotBlank(nameof(options.Region), options.Region);
        rules.NotBlank(nameof(options.Template), options.Template);
        rules.Must(
            nameof(options.TagKey),
            $"1 to {MaxTagKeyLength} visible characters",
            !string.IsNullOrWhiteSpace(options.TagKey) && options.TagKey.Length <= MaxTagKeyLength && !options.TagKey.Any(char.IsControl),
            $"is '{options.TagKey}': a tag key takes 1 to {MaxTagKeyLength} visible characters.");
        rules.Between(
            nameof(options.SuspendedRequestsPerSecond), options.SuspendedRequestsPerSecond ?? 1, 1, int.MaxValue, "give 1 or more, or null to leave the limit as it is.");
    }

    /// <summary>Packages are sold for some numbers of months only.</summary>
    public static void CheckPeriod(string option, int months, SettingRules rules) =>
        rules.Must(option, "1 to 12, or 24", months is (>= 1 and <= 12) or 24, $"is {months}: packages are sold for 1 to 12 months, or 24.");

    private static void CheckResources(ProvisioningOptions options, SettingRules rules)
    {
        rules.Must(nameof(options.Resources), "each once", options.Resources is not null, "is null: give a list, or leave it out.");
        if (options.Resources is null)
        {
            return;
        }

        for (int i = 0; i < options.Resources.Count; i++)
        {
            string resource = options.Resources[i];
            if (string.IsNullOrWhiteSpace(resource))
            {
                rules.Refuse($"{nameof(options.Resources)}:{i}", "is empty: name a resource or leave it out.");
            }
            else if (options.Resources.IndexOf(resource) < i)
            {
                rules.Refuse($"{nameof(options.Resources)}:{i}", $"is '{resource}', which is there already: name each resource once.");
            }
        }
    }

    private static void CheckWaits(ProvisioningOptions options, SettingRules rules)
    {
        rules.Between(nameof(options.Patience), options.Patience, TimeSpan.Zero, TimeSpan.FromDays(1));
        rules.Positive(nameof(options.Deadline), options.Deadline, TimeSpan.FromDays(30));
        rules.Positive(nameof(options.ReadyDeadline), options.ReadyDeadline, TimeSpan.FromDays(30));
        rules.NotLongerThan(
            nameof(options.ReadyDeadline), options.ReadyDeadline, nameof(options.Deadline), options.Deadline, "the whole operation is parked before its delivery could be.");
        rules.Positive(nameof(options.PollMin), options.PollMin, TimeSpan.FromHours(1));
        rules.Positive(nameof(options.PollMax), options.PollMax, TimeSpan.FromHours(1));
        rules.NotShorterThan(nameof(options.PollMax), options.PollMax, nameof(options.PollMin), options.PollMin, "waits grow from PollMin to PollMax.");
        rules.NotLongerThan(
            nameof(options.PollMax), options.PollMax, nameof(options.ReadyDeadline), options.ReadyDeadline, "a delivery would be looked at once, after ReadyDeadline is over.");
        rules.Between(nameof(options.PollJitter), options.PollJitter, 0, MaxJitter);
        rules.Positive(nameof(options.DuplicateScanInterval), options.DuplicateScanInterval, TimeSpan.FromDays(30));
    }

    private static void CheckUnknownOutcomes(ProvisioningOptions options, SettingRules rules)
    {
        rules.Positive(nameof(options.SignatureWindow), options.SignatureWindow, TimeSpan.FromDays(1));
        rules.Between(nameof(options.ClockSkew), options.ClockSkew, TimeSpan.Zero, TimeSpan.FromHours(1));
        rules.MustAgree(
            nameof(options.ClockSkew),
            "shorter than SignatureWindow",
            options.ClockSkew < options.SignatureWindow,
            $"is {Shown.Time(options.ClockSkew)}, not shorter than SignatureWindow {Shown.Time(options.SignatureWindow)}: with clocks that far apart no signature would be accepted.");
        rules.Between(nameof(options.CreateVisibility), options.CreateVisibility, TimeSpan.Zero, TimeSpan.FromDays(1));
        rules.Defined(nameof(options.OnUnresolvedCreate), options.OnUnresolvedCreate);
    }
}
