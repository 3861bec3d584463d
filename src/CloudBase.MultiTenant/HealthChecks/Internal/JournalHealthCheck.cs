using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Which operations nobody works on, and which wait for a person.</summary>
internal sealed class JournalHealthCheck : IHealthCheck
{
    /// <summary>How many are counted; a probe is no report.</summary>
    private const int Most = 100;

    private readonly StoreGate _gate;
    private readonly IEnvironmentCloud _cloud;
    private readonly IOptions<CloudBaseHealthOptions> _options;
    private readonly IOptions<CloudBaseOptions> _host;
    private readonly TimeProvider _time;
    private readonly CachedAnswer<(Backlog? Backlog, Exception? Error)> _answer;

    public JournalHealthCheck(StoreGate gate, IEnvironmentCloud cloud, IOptions<CloudBaseHealthOptions> options, IOptions<CloudBaseOptions> host, TimeProvider time)
    {
        (_gate, _cloud, _options, _host, _time) = (gate, cloud, options, host, time);
        _answer = new CachedAnswer<(Backlog?, Exception?)>(AskAsync, () => options.Value, time);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (Backlog? backlog, Exception? error) = await _answer.GetAsync(cancellationToken).ConfigureAwait(false);
        if (backlog is null)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The journal could not be read: {NoAnswer.Because("the store", error!)}", error);
        }

        Dictionary<string, object> data = new()
        {
            ["overdue"] = backlog.Overdue.Count,
            ["overdueOperations"] = backlog.Overdue,
            ["parked"] = backlog.Parked.Count,
            ["parkedOperations"] = backlog.Parked,
            ["lapsing"] = backlog.Lapsing.Count,
            ["lapsingOperations"] = backlog.Lapsing,
        };
        string what = $"{Count(backlog.Overdue)} operations are due for more than {Options.Shown.Time(_options.Value.OverdueAfter)} without a host at work on them; {Count(backlog.Parked)} wait for a person's decision.";
        if (backlog.Lapsing.Count > 0)
        {
            what += $" {backlog.Lapsing.Count} of them keep a wanted environment from being renewed: {string.Join("; ", backlog.Lapsing)}.";
        }

        return backlog.Overdue.Count > 0 || backlog.Lapsing.Count > 0 || backlog.Parked.Count > _options.Value.MaxParked
            ? new HealthCheckResult(context.Registration.FailureStatus, what + " Look at each with ITenantOperations, and resume or cancel what is parked.", null, data)
            : HealthCheckResult.Healthy(what, data);
    }

    private async Task<(Backlog? Backlog, Exception? Error)> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _gate.OpenAsync(cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = _time.GetUtcNow();
            IReadOnlyList<TenantOperation> overdue = await _gate.Store.ReadDueOperationsAsync(
                _cloud.Account, now - _options.Value.OverdueAfter, now, Most, cancellationToken).ConfigureAwait(false);
            List<string> parked = [];
            List<string> lapsing = [];
            OperationQuery query = new() { State = OperationState.Parked, PageSize = Most };
            await foreach (TenantOperation operation in _gate.Store.ListOperationsAsync(_cloud.Account, query, cancellationToken).ConfigureAwait(false))
            {
                // The operation's id and not the tenant's: health answers are often public.
                parked.Add($"{operation.Id} {operation.Kind} {operation.Problem?.Code}".TrimEnd());
                if (await FindLapseAsync(operation, now, cancellationToken).ConfigureAwait(false) is { } paidUntil)
                {
                    lapsing.Add($"{operation.Id} {operation.Kind}, paid until {paidUntil:u}");
                }

                if (parked.Count == Most)
                {
                    break;
                }
            }

            return (new Backlog([.. overdue.Select(o => $"{o.Id} {o.Kind}")], parked, lapsing), null);
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }

    /// <returns>Until when the environment behind an operation is paid, where this library is to renew it, and now; otherwise null.</returns>
    private async ValueTask<DateTimeOffset?> FindLapseAsync(TenantOperation parked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RenewalOptions renewal = _host.Value.Renewal;
        return !TenantStates.Governs(parked.Kind)
            && await _gate.Store.FindTenantAsync(parked.Tenant, cancellationToken).ConfigureAwait(false) is { Spec.Renewal: RenewalPolicy.Managed } tenant
            && tenant.CurrentOperation == parked.Id && tenant.PaidUntil < now + renewal.LeadTime
            && (tenant.State == TenantState.Active || (tenant.State == TenantState.Suspended && renewal.RenewSuspended)) ? tenant.PaidUntil : null;
    }

    private static string Count(IReadOnlyList<string> some) => some.Count == Most ? $"{Most} or more" : $"{some.Count}";

    private sealed record Backlog(IReadOnlyList<string> Overdue, IReadOnlyList<string> Parked, IReadOnlyList<string> Lapsing);
}
