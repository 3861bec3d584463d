namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What each member that is posted to <c>/_emulator/</c>, as JSON or by a form, may be.</summary>
internal static class BodyRules
{
    private static readonly string[] s_kinds = Enum.GetNames<FaultKind>();

    /// <summary>The rule of a member, to be put behind "must be".</summary>
    public static string Of(string member) => member switch
    {
        "kind" => $"one of {string.Join(", ", s_kinds)}",
        "nth" or "times" => $"a whole number from 1 to {int.MaxValue}",
        "probability" => "a number above 0 and at most 1",
        "delay" => "a time such as 00:00:02, or 1.00:00:00 for a day",
        "advance" => "a time such as 02:00:00, or 40.00:00:00 for forty days: more than 0 and at most 3650 days",
        "balance" => "a number such as 1000 or 39.90",
        "soldOut" => "true or false",
        "value" => $"a whole number from 0 to {long.MaxValue}",
        _ => "a text in double quotes",
    };

    /// <summary>Says that a member cannot be what was given; a word that is none gets the closest.</summary>
    public static ArgumentException Refusal(string member, string? given) =>
        new($"{member} is '{given}' but must be {Of(member)}.{(member == "kind" ? ClosestWord.Question(given ?? string.Empty, s_kinds) : string.Empty)}");
}
