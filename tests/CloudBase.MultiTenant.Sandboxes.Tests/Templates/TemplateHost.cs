using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

internal static class TemplateHost
{
    /// <summary>A host of its own: nothing that another one remembers.</summary>
    public static PreparedSandboxTemplates Create(FakeSandboxes fleet, TimeProvider time, ILoggerProvider log)
    {
        LoggerFactory factory = new([log]);
        return new PreparedSandboxTemplates([fleet], time, new SeededRandomSource(fleet.NextSeed()), factory.CreateLogger<PreparedSandboxTemplates>());
    }
}
