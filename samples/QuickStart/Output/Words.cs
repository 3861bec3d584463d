using System.Globalization;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;

namespace QuickStart.Output;

/// <summary>How things are put into words, the same in every kind of output.</summary>
internal static class Words
{
    internal static string Of(JournalEntryKind kind) => kind switch
    {
        JournalEntryKind.Started => "started",
        JournalEntryKind.Intent => "calling the cloud",
        JournalEntryKind.Receipt => "done",
        JournalEntryKind.Refused => "had no effect",
        JournalEntryKind.OutcomeUnknown => "outcome unknown, looking",
        JournalEntryKind.Reconciled => "found out",
        JournalEntryKind.Waiting => "waiting",
        JournalEntryKind.Parked => "parked",
        JournalEntryKind.Resumed => "resumed",
        JournalEntryKind.CancelRequested => "to be undone",
        JournalEntryKind.Compensated => "undone",
        JournalEntryKind.NotCompensated => "kept",
        JournalEntryKind.Completed => "completed",
        _ => kind.ToString(),
    };

    internal static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    internal static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";

    /// <summary>The parts of the time that a sandbox took to come, and all of it.</summary>
    internal static IEnumerable<string> Parts(SandboxArrival arrival) =>
        new[] { arrival.Admission, arrival.Claim, arrival.Provider, arrival.Bind, arrival.Total }.Select(t => t.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms");

    internal static string Date(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";

    internal static string Money(decimal? amount, string currency) =>
        amount is { } known ? $"{known.ToString("#,##0.00", CultureInfo.InvariantCulture)} {currency}" : "unknown";

    internal static string Rounded(decimal? amount) =>
        amount is { } known ? decimal.Round(known, 0, MidpointRounding.AwayFromZero).ToString("#,##0", CultureInfo.InvariantCulture) : "unknown";

    /// <summary>Shortens an id in the middle, since ids often differ at their ends only.</summary>
    internal static string Short(TenantId tenant)
    {
        StringInfo text = new(tenant.Value);
        int length = text.LengthInTextElements;
        return length <= 28 ? tenant.Value : text.SubstringByTextElements(0, 14) + "…" + text.SubstringByTextElements(length - 13);
    }
}
