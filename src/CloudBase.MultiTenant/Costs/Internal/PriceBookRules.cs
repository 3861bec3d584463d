using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Costs;

/// <summary>What must hold before an estimate rests on a price book.</summary>
internal static class PriceBookRules
{
    public static void Check(IPriceBook book)
    {
        List<string> problems = [.. FindProblems(book)];
        if (problems.Count > 0)
        {
            throw new PriceBookException($"The price book of {Day(book.Date)} cannot be used: {string.Join(' ', problems)}", problems);
        }
    }

    private static IEnumerable<string> FindProblems(IPriceBook book)
    {
        if (book.Currency is not { Length: 3 } || book.Currency.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
        {
            yield return $"The currency '{book.Currency}' is not three capital letters: write it as ISO 4217 does, such as CNY.";
        }

        foreach (PriceBookEntry entry in book.Entries)
        {
            foreach (string problem in FindProblems(entry))
            {
                yield return problem;
            }
        }

        foreach (IGrouping<string, PriceBookEntry> package in book.Entries.GroupBy(e => e.PackageId, StringComparer.Ordinal))
        {
            foreach (string problem in FindHoles([.. package.OrderBy(e => e.ValidFrom)]))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> FindProblems(PriceBookEntry entry)
    {
        if (string.IsNullOrWhiteSpace(entry.PackageId))
        {
            yield return "An entry names no package: give its packageId, such as baas_personal.";
        }

        if (entry.MonthlyPrice < 0)
        {
            yield return $"The price of '{entry.PackageId}' is {entry.MonthlyPrice.ToString(CultureInfo.InvariantCulture)}: a price is not negative.";
        }

        if (entry.ValidUntil < entry.ValidFrom)
        {
            yield return $"A price of '{entry.PackageId}' holds from {Day(entry.ValidFrom)} until {Day(entry.ValidUntil.Value)}, which is before it begins: swap the days.";
        }

        if (string.IsNullOrWhiteSpace(entry.Source))
        {
            yield return $"The price of '{entry.PackageId}' from {Day(entry.ValidFrom)} has no source: say where it was published.";
        }
    }

    private static IEnumerable<string> FindHoles(PriceBookEntry[] entries)
    {
        // The one that reaches furthest decides, so that an overlap inside a long validity is seen too.
        PriceBookEntry reach = entries[0];
        foreach (PriceBookEntry next in entries.Skip(1))
        {
            if (reach.ValidUntil is not { } until || next.ValidFrom <= until)
            {
                DateOnly last = Earlier(reach.ValidUntil ?? DateOnly.MaxValue, next.ValidUntil ?? DateOnly.MaxValue);
                string end = last == DateOnly.MaxValue ? "on" : $"until {Day(last)}";
                yield return $"'{next.PackageId}' has two prices from {Day(next.ValidFrom)} {end}: "
                    + $"end the one of {Day(reach.ValidFrom)} on {Day(next.ValidFrom.AddDays(-1))}, or remove one of the two.";
            }
            else if (next.ValidFrom > until.AddDays(1))
            {
                yield return $"'{next.PackageId}' has no price from {Day(until.AddDays(1))} until {Day(next.ValidFrom.AddDays(-1))}: add it, or stretch a neighbour.";
            }

            if (reach.ValidUntil is { } end2 && (next.ValidUntil is not { } nextEnd || nextEnd > end2))
            {
                reach = next;
            }
        }
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
