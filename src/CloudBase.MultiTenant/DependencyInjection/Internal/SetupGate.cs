using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Stands first among the hosted services: a host makes them all before it validates, and the first to read bad options would hide every other problem.</summary>
internal sealed class SetupGate : IHostedService
{
    public SetupGate(SetupCheck check)
    {
        if (check.FindProblems() is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(Microsoft.Extensions.Options.Options.DefaultName, typeof(CloudBaseOptions), problems) { HelpLink = new CloudBaseSetupException(problems).HelpLink };
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
