namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>A tool of Agent Sandbox, which instances are started from: this library's template. Immutable.</summary>
public sealed record AgentSandboxTool
{
    /// <summary>Gets its name, unique in the account: 1 to 50 letters, digits, <c>_</c> or <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its type, such as <c>code-interpreter</c>, <c>browser</c>, or <c>custom</c> with an <see cref="Image"/>.</summary>
    /// <value>The default is <c>code-interpreter</c>.</value>
    public string Type { get; init; } = "code-interpreter";

    /// <summary>Gets what its instances can call.</summary>
    /// <value>The default is nothing outside.</value>
    public AgentSandboxNetwork Network { get; init; }

    /// <summary>Gets what it is for, up to 200 characters; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Gets how long an instance lives that names no lifetime: 30 seconds to 24 hours; null takes the cloud's 5 minutes.</summary>
    public TimeSpan? DefaultLifetime { get; init; }

    /// <summary>Gets the image of a custom tool; null for the other types.</summary>
    public string? Image { get; init; }

    /// <summary>Gets where the image lies: <c>enterprise</c>, <c>personal</c> or <c>custom</c>; null where there is no image.</summary>
    public string? ImageRegistryType { get; init; }

    /// <summary>Gets what the image runs; empty for its own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Gets the ports of a custom tool that are reached from outside: one that is not declared is not forwarded.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Gets the processors of an instance, such as <c>2</c>; null for the type's own.</summary>
    public string? Cpu { get; init; }

    /// <summary>Gets the memory of an instance, such as <c>2Gi</c>; null for the type's own.</summary>
    public string? Memory { get; init; }
}
