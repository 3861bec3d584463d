namespace CloudBase.MultiTenant.Options;

/// <summary>Collects what is wrong with options: each with its path, its value, the rule and the way out.</summary>
internal sealed class OptionRules(string section)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Starts the rules of a part.</summary>
    public OptionRules Part(string name) => new($"{section}:{name}", _problems);

    private OptionRules(string section, List<string> problems)
        : this(section) => _problems = problems;

    /// <summary>A value that its rule does not allow.</summary>
    public void Add(string name, string problem) => Add(CloudBaseErrorCodes.InvalidSetting, name, problem);

    public void Missing(string name, string problem) => Add(CloudBaseErrorCodes.MissingSetting, name, "is missing" + problem);

    /// <summary>A value that another option's value does not allow.</summary>
    public void Contradicts(string name, string problem) => Add(CloudBaseErrorCodes.ContradictorySettings, name, problem);

    private void Add(string code, string name, string problem) => _problems.Add($"{code}: {section}:{name} {problem}");

    public void AtLeast(string name, TimeSpan value, TimeSpan min, string why)
    {
        if (value < min)
        {
            Add(name, $"is {Shown.Time(value)}, shorter than {Shown.Time(min)}: {why}");
        }
    }

    public void AtMost(string name, TimeSpan value, TimeSpan max, string why)
    {
        if (value > max)
        {
            Add(name, $"is {Shown.Time(value)}, longer than {Shown.Time(max)}: {why}");
        }
    }

    public void Positive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
        {
            Add(name, $"is {Shown.Time(value)}: give a time longer than zero.");
        }
    }

    public void NotNegative(string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            Add(name, $"is {Shown.Time(value)}: give zero or a longer time.");
        }
    }

    public void Between(string name, int value, int min, int max, string why)
    {
        if (value < min || value > max)
        {
            Add(name, $"is {value}, outside {min} to {max}: {why}");
        }
    }

    public void PeriodMonths(string name, int value)
    {
        if (value is not (>= 1 and <= 12 or 24))
        {
            Add(name, $"is {value}: packages are sold for 1 to 12 months, or 24.");
        }
    }

    /// <summary>A text that may be left out, but is not empty when it is there.</summary>
    public void NotBlank(string name, string? value)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            Add(name, "is empty: give a text or leave it out.");
        }
    }
}
