using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Brings many tenants to a template. What is done is on each tenant's record, so that going on needs no list; only the rate and the total are shared.</summary>
internal sealed class TemplateUpgrader(IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, TimeProvider time, ILogger<TemplateUpgrader> log)
{
    public static void Check(TemplateUpgradeOptions options)
    {
        if (options.TenantsPerMinute is < 1 or > 6000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TenantsPerMinute, $"TenantsPerMinute is {options.TenantsPerMinute}, allowed is 1 to 6000.");
        }

        if (options.MaxConcurrency is < 1 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxConcurrency, $"MaxConcurrency is {options.MaxConcurrency}, allowed is 1 to 64.");
        }
    }

    public async IAsyncEnumerable<TemplateUpgradeProgress> RunAsync(
        EnvironmentTemplate template, TemplateUpgradeOptions options, Func<TenantId, CancellationToken, Task> apply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        (List<TenantId> todo, int ready) = await ReadAsync(template, options, cancellationToken).ConfigureAwait(false);
        UpgradeRecord record = await UpgradeRecord.BeginAsync(store, cloud.Account, template, todo.Count, ready, time, cancellationToken).ConfigureAwait(false);
        int done = record.Total - todo.Count;
        int failed = 0;
        int pending = 0;
        TemplatesLog.UpgradeBegun(log, template.Reference, todo.Count, record.Total);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Whoever reads slowly slows the upgrade down: what waits to be read is bounded, however many tenants there are.
        Channel<(TenantId Tenant, Exception? Error)> turns = Channel.CreateBounded<(TenantId, Exception?)>(options.MaxConcurrency);
        Task work = WorkAsync(todo, options, record, apply, turns.Writer, stop.Token);
        try
        {
            await foreach ((TenantId tenant, Exception? error) in turns.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                done++;
                TemplateUpgradeOutcome outcome = OutcomeOf(error);
                failed += outcome == TemplateUpgradeOutcome.Failed ? 1 : 0;
                pending += outcome == TemplateUpgradeOutcome.Pending ? 1 : 0;
                var goesOn = error as ProvisioningPendingException;
                yield return new TemplateUpgradeProgress(tenant, outcome, error?.Message, done, failed, pending, record.Total)
                {
                    Operation = goesOn?.Operation, RetryAfter = goesOn?.RetryAfter,
                };
            }

            await work.ConfigureAwait(false);
            // Whoever calls again for those that are left counts on.
            if (failed + pending == 0)
            {
                await record.EndAsync(cancellationToken).ConfigureAwait(false);
            }

            TemplatesLog.UpgradeEnded(log, template.Reference, done, failed, pending);
        }
        finally
        {
            // Whoever stops listening stops the upgrade between tenants; what was begun goes on as operations.
            stop.Cancel();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TemplateUpgradeOutcome OutcomeOf(Exception? error) => error switch
    {
        null => TemplateUpgradeOutcome.Upgraded,
        ProvisioningPendingException => TemplateUpgradeOutcome.Pending,
        _ => TemplateUpgradeOutcome.Failed,
    };

    private static async Task WorkAsync(
        List<TenantId> todo, TemplateUpgradeOptions options, UpgradeRecord record, Func<TenantId, CancellationToken, Task> apply,
        ChannelWriter<(TenantId, Exception?)> turns, CancellationToken cancellationToken)
    {
        Exception? end = null;
        try
        {
            await Parallel.ForEachAsync(
                todo,
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken },
                async (tenant, token) =>
                {
                    await record.AwaitTurnAsync(TimeSpan.FromMinutes(1) / options.TenantsPerMinute, token).ConfigureAwait(false);
                    Exception? error = null;
                    try
                    {
                        await apply(tenant, token).ConfigureAwait(false);
                    }
                    catch (CloudBaseException e)
                    {
                        error = e;
                    }

                    await turns.WriteAsync((tenant, error), token).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            end = e;
        }

        turns.TryComplete(end);
    }

    private async ValueTask<(List<TenantId> Todo, int Ready)> ReadAsync(EnvironmentTemplate template, TemplateUpgradeOptions options, CancellationToken cancellationToken)
    {
        HashSet<TenantId>? named = options.Tenants?.ToHashSet();
        List<TenantId> todo = [];
        int ready = 0;
        await foreach (Tenant tenant in store.ListTenantsAsync(cloud.Account, new TenantQuery { State = TenantState.Active }, cancellationToken).ConfigureAwait(false))
        {
            bool isWanted = named?.Remove(tenant.Id) ?? (tenant.Template is { } applied ? applied.Name == template.Name : options.IncludeWithout);
            if (!isWanted)
            {
                continue;
            }

            if (tenant.Template is { } has && has.Name == template.Name && has.Version == template.Version && has.Definition == template.Definition)
            {
                ready++;
            }
            else
            {
                todo.Add(tenant.Id);
            }
        }

        // Whoever was named and is not there, or not active, has a turn as well: it says so.
        todo.AddRange(named ?? []);
        return (todo, ready);
    }
}
