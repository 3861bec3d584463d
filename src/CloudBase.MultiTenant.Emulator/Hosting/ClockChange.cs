namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What <c>POST /_emulator/clock</c> changes.</summary>
internal sealed record ClockChange(TimeSpan? Advance)
{
    public const string Example = """{"advance":"02:00:00"}""";

    /// <exception cref="ArgumentException">It says not how far.</exception>
    public TimeSpan Required() => Advance ?? throw new ArgumentException($"advance is missing: send how far to advance the clock, {BodyRules.Of("advance")}.");
}
