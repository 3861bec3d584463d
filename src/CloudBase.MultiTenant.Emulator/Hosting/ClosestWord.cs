namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Finds the word that somebody most likely meant.</summary>
internal static class ClosestWord
{
    /// <summary>A question that names it, with a blank before; empty when none is close.</summary>
    public static string Question(string given, IReadOnlyCollection<string> known) =>
        known.Select(word => (Word: word, Distance: Distance(given.ToUpperInvariant(), word.ToUpperInvariant()))).MinBy(pair => pair.Distance) is { Word: not null } best
            && best.Distance <= Math.Max(2, given.Length / 3)
            ? $" Did you mean {best.Word}?"
            : string.Empty;

    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
