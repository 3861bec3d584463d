namespace CloudBase.MultiTenant;

/// <summary>A function of a template.</summary>
public sealed record TemplateFunction
{
    /// <summary>Gets the function's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it runs on, such as <c>Nodejs18.15</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Gets where it begins, such as <c>index.main</c>.</summary>
    public required string Handler { get; init; }

    /// <summary>Gets its memory in megabytes: 128 to 3,072 by steps of 128, or 64.</summary>
    /// <value>The default is 256.</value>
    public int MemoryMegabytes { get; init; } = 256;

    /// <summary>Gets how long a call may take, in seconds: 1 to 900.</summary>
    /// <value>The default is 5.</value>
    public int TimeoutSeconds { get; init; } = 5;

    /// <summary>Gets what it is for.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Gets the code: each file by its path.</summary>
    public required IReadOnlyDictionary<string, TemplateFile> Files { get; init; }

    /// <summary>Gets the variables by name. A captured one is a placeholder, never a value; an own one may hold placeholders.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets what calls it by itself.</summary>
    public IReadOnlyList<TemplateTrigger> Triggers { get; init; } = [];
}
