using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>Templates that need no preparation.</summary>
internal sealed class ScheduleTemplates(IReadOnlyList<ISandboxProvider> providers) : ISandboxTemplates
{
    public Task<PreparedTemplate> PrepareAsync(SandboxTemplate template, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PreparedTemplate { Name = template.Name, Version = template.Version });

    public Task<ISandbox> StartAsync(SandboxTemplate template, SandboxStart start, CancellationToken cancellationToken = default) =>
        TemplateRules.Provider(template, providers).StartAsync(start with { Template = template.Base }, cancellationToken);
}
