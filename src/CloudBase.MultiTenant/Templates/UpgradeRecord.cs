using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.Templates;

/// <summary>What hosts share of an upgrade: how many tenants there were to do when it was begun, and when the next may be begun. Thread-safe.</summary>
internal sealed class UpgradeRecord
{
    private const string Kind = "template-upgrade";
    private const string Definition = "definition";
    private const string TotalEntry = "total";
    private const string NextAt = "nextAt";

    private readonly IMultiTenantStore _store;
    private readonly CloudAccountName _account;
    private readonly TimeProvider _time;
    private readonly EnvironmentTemplate _template;

    private UpgradeRecord(IMultiTenantStore store, CloudAccountName account, EnvironmentTemplate template, int total, TimeProvider time) =>
        (_store, _account, _template, Total, _time) = (store, account, template, total, time);

    /// <summary>Gets how many tenants there are to do in all, those of earlier runs included.</summary>
    public int Total { get; }

    /// <summary>Goes on with an upgrade to the same template, or begins one.</summary>
    public static async ValueTask<UpgradeRecord> BeginAsync(
        IMultiTenantStore store, CloudAccountName account, EnvironmentTemplate template, int todo, int ready, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            SharedRecord? found = await store.FindSharedRecordAsync(account, Kind, template.Name, cancellationToken).ConfigureAwait(false);
            if (found?.Data.Find(Definition) == Key(template) && int.Parse(found.Data[TotalEntry], CultureInfo.InvariantCulture) is var total && total >= todo && total <= todo + ready)
            {
                return new UpgradeRecord(store, account, template, total, time);
            }

            StepData data = StepData.Empty.With(Definition, Key(template)).With(TotalEntry, todo.ToString(CultureInfo.InvariantCulture)).With(NextAt, found?.Data.Find(NextAt));
            if (await TryPutAsync(store, Make(account, template, data, found?.Version ?? 0, time), cancellationToken).ConfigureAwait(false))
            {
                return new UpgradeRecord(store, account, template, todo, time);
            }
        }
    }

    /// <summary>Waits for this tenant's turn: whichever host asks, turns are an interval apart.</summary>
    public async ValueTask AwaitTurnAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        while (true)
        {
            SharedRecord? found = await _store.FindSharedRecordAsync(_account, Kind, _template.Name, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = _time.GetUtcNow();
            DateTimeOffset turn = found is not null && WorkflowData.FindTime(found.Data, NextAt) is { } next && next > now ? next : now;
            StepData data = found?.Data ?? StepData.Empty.With(Definition, Key(_template)).With(TotalEntry, Total.ToString(CultureInfo.InvariantCulture));
            if (await TryPutAsync(_store, Make(_account, _template, data.With(NextAt, WorkflowData.Write(turn + interval)), found?.Version ?? 0, _time), cancellationToken).ConfigureAwait(false))
            {
                if (turn > now)
                {
                    await Task.Delay(turn - now, _time, cancellationToken).ConfigureAwait(false);
                }

                return;
            }
        }
    }

    /// <summary>Forgets the upgrade, for it has ended; the next one counts anew.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (await _store.FindSharedRecordAsync(_account, Kind, _template.Name, cancellationToken).ConfigureAwait(false) is { } found && found.Data.Find(Definition) == Key(_template))
        {
            await _store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteSharedRecord(found)), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Key(EnvironmentTemplate template) => $"{template.Version} {template.Definition}";

    private static async ValueTask<bool> TryPutAsync(IMultiTenantStore store, SharedRecord record, CancellationToken cancellationToken) =>
        (await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(record)), cancellationToken).ConfigureAwait(false)).IsCommitted;

    private static SharedRecord Make(CloudAccountName account, EnvironmentTemplate template, StepData data, long version, TimeProvider time) => new()
    {
        Account = account, Kind = Kind, Name = template.Name, Data = data, Version = version, UpdatedAt = time.GetUtcNow(),
    };
}
