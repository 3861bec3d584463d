using System.Diagnostics;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickStart.CommandLine;
using QuickStart.Hosting;

namespace QuickStart.Sandboxes;

/// <summary>A process that takes a tenant's sandbox, says so, and holds it until its input ends, or until it is killed.</summary>
internal static class SandboxHolding
{
    private const string Note = "held.txt";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    internal static async Task<int> RunAsync(QuickStartSettings settings, CancellationToken cancellationToken)
    {
        IHost host = SandboxHost.Build(settings);
        await using IAsyncDisposable disposal = (IAsyncDisposable)host;
        await host.StartAsync(cancellationToken);
        try
        {
            await HoldAsync(host.Services, TenantId.Parse(settings.HoldSandboxOf!), cancellationToken);
            return ExitCodes.Done;
        }
        catch (CloudBaseException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task HoldAsync(IServiceProvider services, TenantId tenant, CancellationToken cancellationToken)
    {
        ISandboxPool pool = services.GetRequiredService<ISandboxPool>();
        long began = Stopwatch.GetTimestamp();
        (ISandboxLease lease, int refusals) = await AcquireAsync(pool, tenant, began, cancellationToken);
        TimeSpan waited = Stopwatch.GetElapsedTime(began);
        await using (lease)
        {
            string left = string.Empty;
            try
            {
                left = await lease.Files.ReadTextAsync(Note, cancellationToken);
            }
            catch (SandboxFileException)
            {
                await lease.Files.WriteTextAsync(Note, $"process {Environment.ProcessId} was here", cancellationToken);
            }

            SandboxPoolStatus status = await pool.GetStatusAsync(SandboxHost.Pool, cancellationToken);
            int ofTenants = status.Leased + status.Idle + status.Paused + status.Stopping;
            int there = await services.GetRequiredService<ISandboxProvider>().ListAsync(new SandboxQuery(), cancellationToken).CountAsync(cancellationToken);
            SandboxSighting sighting = new(
                lease.Sandbox.Value, lease.Incarnation, new ArrivedSandbox(tenant, lease.Arrival).How, left, refusals, waited, ofTenants, status.Total + status.Paused, there);
            await Console.Out.WriteLineAsync(sighting.Line);
            await Console.Out.FlushAsync(cancellationToken);
            await Console.In.ReadLineAsync(cancellationToken);
            await lease.StopAsync(cancellationToken);
        }
    }

    // What a process that was killed held is given back when its lease is over. Until then its tenant has as many sandboxes as it may, and gets no second one.
    private static async Task<(ISandboxLease Lease, int Refusals)> AcquireAsync(ISandboxPool pool, TenantId tenant, long began, CancellationToken cancellationToken)
    {
        for (int refusals = 0; ; refusals++)
        {
            try
            {
                return (await pool.AcquireAsync(tenant, SandboxRequest.FromPool(SandboxHost.Pool), cancellationToken), refusals);
            }
            catch (SandboxQuotaException) when (Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }
}
