using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>A module in memory: an environment has the names of collections that it was given, and each change is noted. Thread-safe.</summary>
internal sealed class NotedModule : ITemplateModule
{
    private readonly ConcurrentDictionary<EnvironmentId, ConcurrentDictionary<string, byte>> _collections = new();

    public string Name => "collections";

    /// <summary>Gets the changes that were made, each as environment and thing.</summary>
    public ConcurrentQueue<string> Made { get; } = new();

    /// <summary>Gets or sets what reading back shows otherwise.</summary>
    public Func<TemplateTarget, IReadOnlyList<TemplateMismatch>> Mismatches { get; set; } = static _ => [];

    /// <summary>Gets how often it was read back.</summary>
    public int Readings { get; private set; }

    public bool Concerns(EnvironmentTemplate template) => template.Collections.Count > 0;

    public ValueTask<IReadOnlyList<TemplateChange>> PlanAsync(TemplateTarget target, CancellationToken cancellationToken) => new(
        [.. target.Template.Collections.Where(c => !Of(target.Environment).ContainsKey(c.Name)).Select(c => new TemplateChange(Name, TemplateChangeKind.Create, c.Name, "new"))]);

    public ValueTask<string?> FindUnreadyAsync(TemplateTarget target, CancellationToken cancellationToken) => new((string?)null);

    public ValueTask ApplyAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        Of(target.Environment)[change.Thing] = 0;
        Made.Enqueue($"{target.Environment}/{change.Thing}");
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsAppliedAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken) => new(Of(target.Environment).ContainsKey(change.Thing));

    public ValueTask<IReadOnlyList<TemplateMismatch>> VerifyAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        Readings++;
        return new(Mismatches(target));
    }

    public ValueTask<EnvironmentTemplate> CaptureAsync(EnvironmentId environment, TemplateCaptureOptions options, EnvironmentTemplate template, CancellationToken cancellationToken) => new(template);

    private ConcurrentDictionary<string, byte> Of(EnvironmentId environment) => _collections.GetOrAdd(environment, static _ => new());
}
