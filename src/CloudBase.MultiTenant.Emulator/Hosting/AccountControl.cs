using CloudBase.MultiTenant.Emulator.Actions.Tcb;
using CloudBase.MultiTenant.Emulator.Persistence;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What the emulator's owner reads of the account, and changes in it without a call of the cloud's. Thread-safe.</summary>
internal sealed class AccountControl(AccountState state, TimeProvider time)
{
    public string ManagementEnvironmentId
    {
        get
        {
            lock (state.Gate)
            {
                return state.Account.ManagementEnvironmentId;
            }
        }
    }

    public EmulatorSnapshot Snapshot(out Task durable)
    {
        lock (state.Gate)
        {
            var now = time.GetUtcNow();
            state.Settle(now);
            durable = state.Commit();
            return SnapshotBuilder.Build(state, now);
        }
    }

    public IReadOnlyList<LedgerEntry> Ledger(out Task durable)
    {
        lock (state.Gate)
        {
            state.Settle(time.GetUtcNow());
            durable = state.Commit();
            return [.. state.Ledger];
        }
    }

    public Task Change(decimal? balance, bool? soldOut)
    {
        lock (state.Gate)
        {
            state.Settle(time.GetUtcNow());
            state.Account.Balance = balance ?? state.Account.Balance;
            state.Account.SoldOut = soldOut ?? state.Account.SoldOut;
            state.Accounts.Put(state.Account);
            return state.Commit();
        }
    }

    /// <summary>Sets what DescribeQuotaData says of an environment.</summary>
    /// <exception cref="ArgumentException">There is no such environment or metric, or the value is negative.</exception>
    public Task SetUsage(string environmentId, string metric, long value)
    {
        if (!UsageQueries.Metrics.Contains(metric))
        {
            throw new ArgumentException($"There is no metric '{metric}'; there is: {string.Join(", ", UsageQueries.Metrics)}.{ClosestWord.Question(metric, UsageQueries.Metrics)}", nameof(metric));
        }

        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), $"value is '{value}' but must be {BodyRules.Of("value")}.");
        }

        lock (state.Gate)
        {
            state.Settle(time.GetUtcNow());
            var environment = state.Environments.Find(environmentId)
                ?? throw new ArgumentException($"There is no environment '{environmentId}': those that there are stand in /_emulator/state, and GetState() has them.", nameof(environmentId));
            environment.Usage[metric] = value;
            state.Environments.Put(environment);
            return state.Commit();
        }
    }

    /// <summary>Advances the clock; what falls due by it is settled.</summary>
    /// <exception cref="InvalidOperationException">The clock is not the emulator's to advance.</exception>
    public Task Advance(TimeSpan span)
    {
        var clock = time as EmulatorClock
            ?? throw new InvalidOperationException($"The emulator was given a clock ({time.GetType().Name}) and cannot advance it: its owner can. Leave TimeProvider out, or give an EmulatorClock.");
        clock.Advance(span);
        lock (state.Gate)
        {
            state.Settle(time.GetUtcNow());
            state.Account.ClockAdvanced = clock.Advanced;
            state.Accounts.Put(state.Account);
            return state.Commit();
        }
    }

    public ReadOnlyMemory<byte> Export(out Task durable)
    {
        lock (state.Gate)
        {
            var now = time.GetUtcNow();
            state.Settle(now);
            durable = state.Commit();
            return StateFile.Write(state.Tables, now);
        }
    }

    /// <summary>Takes the clock to where the loaded state left it.</summary>
    public void CatchUp()
    {
        if (time is EmulatorClock clock && state.Accounts.Find("default") is { } account && account.ClockAdvanced > clock.Advanced)
        {
            clock.Advance(account.ClockAdvanced - clock.Advanced);
        }
    }
}
