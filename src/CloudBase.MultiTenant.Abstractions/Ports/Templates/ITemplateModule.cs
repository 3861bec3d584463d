namespace CloudBase.MultiTenant.Ports;

/// <summary>One part of a template: says what is missing in an environment, makes it, and reads it back. Thread-safe; keeps nothing in memory.</summary>
/// <remarks>
/// The engine journals: it calls <see cref="ApplyAsync"/> for each change of a plan as a step of its own, and <see cref="IsAppliedAsync"/> after a crash.
/// Both may be called any number of times for the same change, and must end the same.
/// </remarks>
public interface ITemplateModule
{
    /// <summary>Gets the module's name: <c>collections</c>, <c>functions</c> or <c>auth</c>.</summary>
    string Name { get; }

    /// <summary>Says whether a template has anything for this module.</summary>
    /// <param name="template">The template.</param>
    bool Concerns(EnvironmentTemplate template);

    /// <summary>Says what differs between an environment and a template, in the order in which it is to be made.</summary>
    /// <param name="target">The environment and the template.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<TemplateChange>> PlanAsync(TemplateTarget target, CancellationToken cancellationToken);

    /// <summary>Says why a change that waits for it cannot be made yet, or returns null when all that was made reports ready.</summary>
    /// <param name="target">The environment and the template.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<string?> FindUnreadyAsync(TemplateTarget target, CancellationToken cancellationToken);

    /// <summary>Makes one change.</summary>
    /// <param name="target">The environment and the template.</param>
    /// <param name="change">The change, as it was planned.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask ApplyAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken);

    /// <summary>Reads whether a change whose outcome is unknown was made.</summary>
    /// <param name="target">The environment and the template.</param>
    /// <param name="change">The change, as it was planned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> IsAppliedAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken);

    /// <summary>Reads back everything that the template says, and says what is otherwise.</summary>
    /// <param name="target">The environment and the template.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<TemplateMismatch>> VerifyAsync(TemplateTarget target, CancellationToken cancellationToken);

    /// <summary>Puts what the environment has into a template. Never a secret: a variable becomes a placeholder.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">What is captured.</param>
    /// <param name="template">The template so far.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentTemplate> CaptureAsync(EnvironmentId environment, TemplateCaptureOptions options, EnvironmentTemplate template, CancellationToken cancellationToken);
}
