namespace CloudBase.MultiTenant;

/// <summary>What was found of one thing. Immutable; never holds a secret.</summary>
/// <param name="Name">What was looked at, such as <c>keys</c>.</param>
/// <param name="Status">What became of it.</param>
/// <param name="What">What was found, in a sentence.</param>
/// <param name="WhatToDo">What to do about it; null when there is nothing to do.</param>
public sealed record PreflightFinding(string Name, PreflightStatus Status, string What, string? WhatToDo = null)
{
    /// <summary>Makes the finding of something that is as it should be.</summary>
    /// <param name="name">What was looked at.</param>
    /// <param name="what">What was found.</param>
    public static PreflightFinding Ok(string name, string what) => new(name, PreflightStatus.Ok, what);

    /// <summary>Makes the finding of something that works and should be otherwise.</summary>
    /// <param name="name">What was looked at.</param>
    /// <param name="what">What was found.</param>
    /// <param name="whatToDo">What to do about it.</param>
    public static PreflightFinding Warning(string name, string what, string whatToDo) => new(name, PreflightStatus.Warning, what, whatToDo);

    /// <summary>Makes the finding of something with which tenants cannot be served.</summary>
    /// <param name="name">What was looked at.</param>
    /// <param name="what">What was found.</param>
    /// <param name="whatToDo">What to do about it.</param>
    public static PreflightFinding Failed(string name, string what, string whatToDo) => new(name, PreflightStatus.Failed, what, whatToDo);

    /// <summary>Makes the finding of something that could not be looked at.</summary>
    /// <param name="name">What was to be looked at.</param>
    /// <param name="why">Why it was not.</param>
    /// <param name="whatToDo">How a person can look.</param>
    public static PreflightFinding NotChecked(string name, string why, string whatToDo) => new(name, PreflightStatus.NotChecked, why, whatToDo);

    /// <summary>Returns the finding as one line.</summary>
    public override string ToString()
    {
        string line = $"[{Word}] {Name}: {What}{(WhatToDo is null ? string.Empty : " " + WhatToDo)}";
        return line.ReplaceLineEndings(" ");
    }

    private string Word => Status switch
    {
        PreflightStatus.Ok => "ok",
        PreflightStatus.Warning => "warning",
        PreflightStatus.Failed => "failed",
        _ => "not checked",
    };
}
