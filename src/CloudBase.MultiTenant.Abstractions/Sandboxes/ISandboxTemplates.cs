using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>Prepares templates once, and starts sandboxes from what was saved. Thread-safe.</summary>
public interface ISandboxTemplates
{
    /// <summary>Makes a template ready, or finds it ready: many calls, on many hosts, prepare a version once.</summary>
    /// <param name="template">The template.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a preparation that was begun goes on.</param>
    /// <exception cref="SandboxTemplateException">Its script or check failed, its version was prepared from another definition, or its snapshot is not what was saved. Nothing is left behind.</exception>
    Task<PreparedTemplate> PrepareAsync(SandboxTemplate template, CancellationToken cancellationToken = default);

    /// <summary>Starts a sandbox from a template, preparing it first where it is not ready.</summary>
    /// <param name="template">The template.</param>
    /// <param name="start">What to start; it names neither template nor snapshot.</param>
    /// <param name="cancellationToken">Ends the wait; a start that was sent goes on, and the same start id finds it.</param>
    /// <returns>A sandbox with a machine id and random seed of its own, and without credentials.</returns>
    /// <exception cref="SandboxTemplateException">The template cannot be made ready, or its snapshot is not what was saved; the sandbox was stopped, or, where that failed too, is named.</exception>
    /// <exception cref="CloudCallException">The provider refused it. Only where the effect is none does nothing run under the start's id.</exception>
    Task<ISandbox> StartAsync(SandboxTemplate template, SandboxStart start, CancellationToken cancellationToken = default);
}
