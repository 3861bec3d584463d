namespace CloudBase.MultiTenant.Options;

internal static class ProvisioningRules
{
    private const double MaxJitter = 0.5;
    private const int MaxTagKeyLength = 127;

    public static void Check(ProvisioningOptions options, OptionRules rules)
    {
        CheckOrder(options, rules);
        CheckWaits(options, rules);
        CheckUnknownOutcomes(options, rules);
    }

    private static void CheckOrder(ProvisioningOptions options, OptionRules rules)
    {
        if (string.IsNullOrWhiteSpace(options.PackageId))
        {
            rules.Missing(nameof(options.PackageId), ": name the package that a tenant's environment gets.");
        }

        for (int i = 0; i < options.Resources.Count; i++)
        {
            string resource = options.Resources[i];
            if (string.IsNullOrWhiteSpace(resource))
            {
                rules.Add($"{nameof(options.Resources)}:{i}", "is empty: name a resource or leave it out.");
            }
            else if (options.Resources.IndexOf(resource) < i)
            {
                rules.Add($"{nameof(options.Resources)}:{i}", $"is '{resource}', which is there already: name each resource once.");
            }
        }

        rules.PeriodMonths(nameof(options.PeriodMonths), options.PeriodMonths);
        rules.NotBlank(nameof(options.Region), options.Region);
        if (string.IsNullOrWhiteSpace(options.TagKey) || options.TagKey.Length > MaxTagKeyLength || options.TagKey.Any(char.IsControl))
        {
            rules.Add(nameof(options.TagKey), $"is '{options.TagKey}': a tag key takes 1 to {MaxTagKeyLength} visible characters.");
        }

        if (options.SuspendedRequestsPerSecond < 1)
        {
            rules.Add(nameof(options.SuspendedRequestsPerSecond), $"is {options.SuspendedRequestsPerSecond}: give 1 or more, or null to leave the limit as it is.");
        }
    }

    private static void CheckWaits(ProvisioningOptions options, OptionRules rules)
    {
        rules.NotNegative(nameof(options.Patience), options.Patience);
        rules.Positive(nameof(options.Deadline), options.Deadline);
        rules.Positive(nameof(options.ReadyDeadline), options.ReadyDeadline);
        rules.AtMost(nameof(options.ReadyDeadline), options.ReadyDeadline, options.Deadline, "the whole operation (Deadline) is parked before its delivery could be.");
        rules.Positive(nameof(options.PollMin), options.PollMin);
        if (options.PollMax < options.PollMin)
        {
            rules.Contradicts(
                nameof(options.PollMax),
                $"is {Shown.Time(options.PollMax)}, shorter than PollMin {Shown.Time(options.PollMin)}: waits grow from PollMin to PollMax.");
        }

        rules.AtMost(nameof(options.PollMax), options.PollMax, options.ReadyDeadline, "a delivery would be looked at once, after ReadyDeadline is over.");
        if (options.PollJitter is not (>= 0 and <= MaxJitter))
        {
            rules.Add(nameof(options.PollJitter), FormattableString.Invariant($"is {options.PollJitter}: give a share of 0 to {MaxJitter}."));
        }

        rules.Positive(nameof(options.DuplicateScanInterval), options.DuplicateScanInterval);
    }

    private static void CheckUnknownOutcomes(ProvisioningOptions options, OptionRules rules)
    {
        rules.Positive(nameof(options.SignatureWindow), options.SignatureWindow);
        rules.NotNegative(nameof(options.ClockSkew), options.ClockSkew);
        if (options.ClockSkew >= options.SignatureWindow)
        {
            rules.Contradicts(
                nameof(options.ClockSkew),
                $"is {Shown.Time(options.ClockSkew)}, not shorter than SignatureWindow {Shown.Time(options.SignatureWindow)}: with clocks that far apart no signature would be accepted.");
        }

        rules.NotNegative(nameof(options.CreateVisibility), options.CreateVisibility);
        if (!Enum.IsDefined(options.OnUnresolvedCreate))
        {
            rules.Add(nameof(options.OnUnresolvedCreate), $"is {options.OnUnresolvedCreate}: choose {nameof(UnresolvedCreate.Park)} or {nameof(UnresolvedCreate.CreateAgain)}.");
        }
    }
}
