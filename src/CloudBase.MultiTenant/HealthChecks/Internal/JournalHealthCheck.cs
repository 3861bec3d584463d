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
    private readonly TimeProvider _time;
    private readonly CachedAnswer<(Backlog? Backlog, Exception? Error)> _answer;

    public JournalHealthCheck(StoreGate gate, IEnvironmentCloud cloud, IOptions<CloudBaseHealthOptions> options, TimeProvider time)
    {
        (_gate, _cloud, _options, _time) = (gate, cloud, options, time);
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
        };
        string what = $"{Count(backlog.Overdue)} operations are due for more than {Options.Shown.Time(_options.Value.OverdueAfter)} without a host at work on them; {Count(backlog.Parked)} wait for a person's decision.";
        return backlog.Overdue.Count > 0 || backlog.Parked.Count > _options.Value.MaxParked
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
            OperationQuery query = new() { State = OperationState.Parked, PageSize = Most };
            await foreach (TenantOperation operation in _gate.Store.ListOperationsAsync(_cloud.Account, query, cancellationToken).ConfigureAwait(false))
            {
                // The operation's id and not the tenant's: health answers are often public.
                parked.Add($"{operation.Id} {operation.Kind} {operation.Problem?.Code}".TrimEnd());
                if (parked.Count == Most)
                {
                    break;
                }
            }

            return (new Backlog([.. overdue.Select(o => $"{o.Id} {o.Kind}")], parked), null);
        }
        catch (Exception e)
        {
            return (null, e);
        }
    }

    private static string Count(IReadOnlyList<string> some) => some.Count == Most ? $"{Most} or more" : $"{some.Count}";

    private sealed record Backlog(IReadOnlyList<string> Overdue, IReadOnlyList<string> Parked);
}
