namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>What happens by itself as time passes: derived from timestamps when a call comes, never by a timer.</summary>
internal sealed partial class AccountState
{
    private readonly PriorityQueue<Record, (DateTimeOffset At, long Sequence)> _due = new();

    /// <summary>Runs a call whose effect was to come late.</summary>
    public Action<LateCallRecord> LateCallLanding { get; set; } = static _ => { };

    /// <summary>Brings lapses, renewals, purges, late orders and ended tokens up to <paramref name="now"/>, in the order they fell due.</summary>
    public void Settle(DateTimeOffset now)
    {
        while (_due.TryPeek(out var record, out var due) && due.At <= now)
        {
            _due.Dequeue();
            switch (record)
            {
                case EnvironmentRecord environment when ReferenceEquals(Environments.Find(environment.Id), environment):
                    Settle(environment, due.At);
                    break;
                case LateCallRecord call when LateCalls.Contains(call.RequestId):
                    LateCalls.Remove(call);
                    LateCallLanding(call);
                    break;
                case FederationTokenRecord token:
                    Tokens.Remove(token);
                    break;
            }
        }
    }

    private void Settle(EnvironmentRecord environment, DateTimeOffset at)
    {
        if (environment.IsolatedAt is { } isolatedAt)
        {
            if (isolatedAt + Options.IsolationPeriod <= at)
            {
                Purge(environment);
            }

            return;
        }

        if (environment.ExpiresAt > at)
        {
            return;
        }

        var price = Options.PriceOf(environment.PackageId) * environment.RenewMonths;
        if (environment.AutoRenew && Account.Balance >= price)
        {
            RecordOrder(environment, LedgerEntryKind.Renew, environment.RenewMonths, price, at, null);
            environment.ExpiresAt = environment.ExpiresAt.AddMonths(environment.RenewMonths);
        }
        else
        {
            environment.IsolatedAt = environment.ExpiresAt;
        }

        Update(environment, at);
    }

    /// <summary>Writes a paid order into the ledger and takes it from the balance.</summary>
    public void RecordOrder(
        EnvironmentRecord environment, LedgerEntryKind kind, int months, decimal amount, DateTimeOffset at, OrderOrigin? origin)
    {
        environment.OrderId = NewOrderId(at);
        environment.OrderKind = kind;
        environment.OrderAt = at;
        Add(
            new LedgerEntry
            {
                OrderId = environment.OrderId,
                Kind = kind,
                EnvironmentId = environment.Id,
                Alias = environment.Alias,
                PackageId = environment.PackageId,
                Months = months,
                Amount = amount,
                At = at,
                RequestId = origin?.RequestId,
                RequestSignature = origin?.Signature,
                SignedAt = origin?.SignedAt,
            },
            at);
    }

    private void Schedule(EnvironmentRecord environment)
    {
        var at = environment.IsolatedAt is { } isolatedAt ? isolatedAt + Options.IsolationPeriod : environment.ExpiresAt;
        _due.Enqueue(environment, (at, environment.Sequence));
    }

    private void Schedule(FederationTokenRecord token) =>
        _due.Enqueue(token, (token.ExpiresAt + TimeSpan.FromHours(1), token.Sequence));

    private void Schedule(LateCallRecord call) => _due.Enqueue(call, (call.LandsAt, call.Sequence));
}
