using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>A simulated cloud at the level of the port, with a ledger of what was bought. Everything in it follows from the clock it is given.</summary>
/// <remarks>Aliases are not unique: a second order with the same alias is accepted and billed. Nothing moves but by the clock.</remarks>
public sealed class FakeEnvironmentCloud(TimeProvider time, FakeCloudOptions options) : IEnvironmentCloud
{
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset SignedAt, Action<DateTimeOffset> Land)> _late = [];
    private int _count;

    public List<FakeEnvironment> Environments { get; } = [];

    public List<LedgerEntry> Ledger { get; } = [];

    public HashSet<EnvironmentMarker> Markers { get; } = [];

    public List<string> Calls { get; } = [];

    public int DeletionsThisMonth { get; private set; }

    /// <summary>Gets or sets what goes wrong; called once for each call with its action.</summary>
    public Func<string, CloudFault> Faults { get; set; } = static _ => CloudFault.None;

    public FakeCloudOptions Options => options;

    public CloudAccountName Account => CloudAccountName.Default;

    public CloudPlace Place { get; set; } = new("Fake", "ap-shanghai");

    public bool SpendsRealMoney => false;

    public TimeSpan IsolationPeriod => options.IsolationPeriod;

    public DateTimeOffset Now => time.GetUtcNow() + options.ClockOffset;

    public ValueTask<CloudClock> ReadClockAsync(CancellationToken cancellationToken) => new(new CloudClock(Now, options.ClockOffset));

    public ValueTask CheckAsync(TenantSpec spec, CancellationToken cancellationToken) =>
        spec.PackageId!.StartsWith("baas_", StringComparison.Ordinal) ? default
            : throw FakeCloudErrors.Refused("DescribeBaasPackageList", CloudFault.Invalid);

    public ValueTask<EnvironmentLimits> GetLimitsAsync(CancellationToken cancellationToken) => Call("DescribeEnvLimit", () => new EnvironmentLimits
    {
        MaxEnvironments = options.MaxEnvironments,
        CurrentEnvironments = Environments.Count(e => !e.IsPurged),
        MaxDeletionsMonthly = options.MaxDeletionsMonthly,
        CurrentDeletionsMonthly = DeletionsThisMonth,
    });

    public ValueTask EnsureMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken) => Do("CreateTag", () => Markers.Add(marker));

    public ValueTask<bool> TryRemoveMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken) => Call("DeleteTag", () =>
    {
        bool isCarried = Environments.Exists(e => !e.IsPurged && e.Tags.GetValueOrDefault(marker.Key) == marker.Value);
        return !isCarried && (Markers.Remove(marker) || true);
    });

    public ValueTask<EnvironmentId> OrderAsync(EnvironmentOrder order, CancellationToken cancellationToken) => Once("CreateEnv", order.SignedAt, at => Accept(order, at).Id);

    public ValueTask<EnvironmentScan> ScanAsync(CancellationToken cancellationToken) => Call("DescribeEnvs", () =>
    {
        List<CloudEnvironment> listed = [.. Environments.Where(e => !e.IsPurged && e.ListedFrom <= Now).Select(Show)];
        return new EnvironmentScan(listed, listed.Count, true);
    });

    public ValueTask<CloudEnvironment?> FindAsync(EnvironmentId environment, CancellationToken cancellationToken) => Call("DescribeEnvs", () =>
        Environments.Find(e => e.Id == environment && !e.IsPurged && e.ListedFrom <= Now) is { } found ? Show(found) : null);

    public ValueTask<EnvironmentBilling?> FindBillingAsync(EnvironmentId environment, CancellationToken cancellationToken) => Call("DescribeBillingInfo", () =>
    {
        if (Environments.Find(e => e.Id == environment && !e.IsPurged) is not { } found)
        {
            return null;
        }

        (string package, DateTimeOffset paidUntil) = found.Books is { } books && Now < books.Until ? (books.PackageId, books.PaidUntil) : (found.PackageId, found.PaidUntil);
        return new EnvironmentBilling
        {
            Id = found.Id, PackageId = package, IsIsolated = found.IsolatedAt is not null, IsolatedAt = found.IsolatedAt,
            PaidUntil = paidUntil, AutoRenews = found.AutoRenews, Delivery = found.DeliveryAt(Now),
        };
    });

    public ValueTask RenewAsync(EnvironmentId environment, int months, DateTimeOffset signedAt, CancellationToken cancellationToken) =>
        Discard(Once("RenewEnv", signedAt, at => Bill("renew", environment, signedAt, at, e => e.PaidUntil = e.PaidUntil.AddMonths(months))));

    public ValueTask ChangePlanAsync(EnvironmentId environment, string packageId, DateTimeOffset signedAt, CancellationToken cancellationToken) =>
        Discard(Once("ModifyEnvPlan", signedAt, at => Bill("change-plan", environment, signedAt, at, e => e.PackageId = packageId)));

    public ValueTask SetAutoRenewAsync(EnvironmentId environment, bool enabled, CancellationToken cancellationToken) =>
        Do("SetRenewal", () => Get(environment, "SetRenewal").AutoRenews = enabled);

    public ValueTask RenameAsync(EnvironmentId environment, EnvironmentAlias alias, CancellationToken cancellationToken) =>
        Do("ModifyEnv", () => Get(environment, "ModifyEnv").Alias = alias.Value);

    public ValueTask TagAsync(EnvironmentId environment, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) => Do("TagResources", () =>
    {
        FakeEnvironment found = Get(environment, "TagResources");
        var all = new Dictionary<string, string>(found.Tags);
        foreach ((string key, string value) in tags)
        {
            Markers.Add(new EnvironmentMarker(key, value));
            all[key] = value;
        }

        found.Tags = all;
    });

    public ValueTask SetRequestLimitAsync(EnvironmentId environment, int? requestsPerSecond, CancellationToken cancellationToken) =>
        Do("ModifyEnv", () => Get(environment, "ModifyEnv").RequestLimit = requestsPerSecond);

    public ValueTask IsolateAsync(EnvironmentId environment, bool skipIsolationPeriod, bool ignoreRemainingData, CancellationToken cancellationToken) => Do("DestroyEnv", () =>
    {
        if (Environments.Find(e => e.Id == environment && !e.IsPurged && e.IsolatedAt is null) is { } found)
        {
            if (DeletionsThisMonth >= options.MaxDeletionsMonthly)
            {
                throw FakeCloudErrors.Limit("DestroyEnv", "MaxDeleteMonthly", options.MaxDeletionsMonthly.Value, DeletionsThisMonth);
            }

            DeletionsThisMonth++;
            found.IsolatedAt = Now;
            found.IsPurged = skipIsolationPeriod;
        }
    });

    /// <summary>A second environment with the same alias and tags, as two orders for one intent would leave it.</summary>
    public FakeEnvironment AddTwin(FakeEnvironment environment, string? renamedTo = null) => Accept(new EnvironmentOrder
    {
        Alias = EnvironmentAlias.Parse(renamedTo ?? environment.Alias), PackageId = environment.PackageId, Resources = [], PeriodMonths = 1, Tags = environment.Tags, SignedAt = Now,
    });

    public FakeEnvironment AddForeign(string alias) => Accept(new EnvironmentOrder
    {
        Alias = EnvironmentAlias.Parse(alias), PackageId = "baas_personal", Resources = [], PeriodMonths = 1, Tags = new Dictionary<string, string>(), SignedAt = Now,
    });

    public void NewMonth() => DeletionsThisMonth = 0;

    /// <summary>Lets everything happen that is due by the clock: late orders land, packages lapse or renew, isolated environments are purged.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            Tick();
        }
    }

    private static async ValueTask Discard<T>(ValueTask<T> call) => await call.ConfigureAwait(false);

    private ValueTask Do(string action, Action effect) => Discard(Call(action, () =>
    {
        effect();
        return true;
    }));

    private ValueTask<T> Call<T>(string action, Func<T> effect)
    {
        lock (_lock)
        {
            Tick();
            Calls.Add(action);
            switch (Faults(action))
            {
                case CloudFault.None or CloudFault.Late:
                    return new(effect());
                case CloudFault.Throttled:
                    throw FakeCloudErrors.Throttled(action);
                case CloudFault.LostBefore:
                    throw FakeCloudErrors.Lost(action);
                case CloudFault.LostAfter:
                    effect();
                    throw FakeCloudErrors.Lost(action);
                case var refused:
                    throw FakeCloudErrors.Refused(action, refused);
            }
        }
    }

    private ValueTask<T> Once<T>(string action, DateTimeOffset signedAt, Func<DateTimeOffset, T> effect)
    {
        lock (_lock)
        {
            Tick();
            Calls.Add(action);
            if (options.RefusesOldSignatures && Now - signedAt > SignatureWindow)
            {
                throw FakeCloudErrors.SignatureExpired(action);
            }

            switch (Faults(action))
            {
                case CloudFault.None:
                    return new(effect(Now));
                case CloudFault.Throttled:
                    throw FakeCloudErrors.Throttled(action);
                case CloudFault.LostBefore:
                    throw FakeCloudErrors.Lost(action);
                case CloudFault.LostAfter:
                    effect(Now);
                    throw FakeCloudErrors.Lost(action);
                case CloudFault.Late:
                    _late.Add((signedAt, at => effect(at)));
                    throw FakeCloudErrors.Lost(action);
                case var refused:
                    throw FakeCloudErrors.Refused(action, refused);
            }
        }
    }

    private FakeEnvironment Accept(EnvironmentOrder order, DateTimeOffset? landed = null)
    {
        DateTimeOffset now = landed ?? Now;
        if (Environments.Count(e => !e.IsPurged) >= options.MaxEnvironments)
        {
            throw FakeCloudErrors.Limit("CreateEnv", "MaxEnvNum", options.MaxEnvironments!.Value, options.MaxEnvironments.Value);
        }

        var environment = new FakeEnvironment
        {
            Id = EnvironmentId.Parse(order.Alias.Value + "-" + (++_count).ToString("x6", CultureInfo.InvariantCulture)),
            Alias = order.Alias.Value,
            PackageId = order.PackageId,
            Tags = order.Tags,
            CreatedAt = now,
            ListedFrom = now + options.ListLag,
            ReadyAt = now + options.ReadyDelay,
            PaidUntil = now.AddMonths(order.PeriodMonths),
            AutoRenews = order.AutoRenew,
            DeliveryFails = options.DeliveriesFail,
        };
        Environments.Add(environment);
        Ledger.Add(new LedgerEntry("create", environment.Id, environment.Alias, order.SignedAt, now));
        return environment;
    }

    private bool Bill(string kind, EnvironmentId id, DateTimeOffset signedAt, DateTimeOffset at, Action<FakeEnvironment> change)
    {
        FakeEnvironment environment = Get(id, kind);
        environment.Books = (at + options.BooksLag, environment.PackageId, environment.PaidUntil);
        change(environment);
        Ledger.Add(new LedgerEntry(kind, id, environment.Alias, signedAt, at));
        return true;
    }

    private FakeEnvironment Get(EnvironmentId id, string action) => Environments.Find(e => e.Id == id && !e.IsPurged) ?? throw FakeCloudErrors.NotFound(action);

    private CloudEnvironment Show(FakeEnvironment e)
    {
        (string status, EnvironmentReadiness readiness) = e.StatusOverride is { } word ? (word, EnvironmentReadiness.Pending)
            : e.IsolatedAt is not null ? ("ISOLATED", EnvironmentReadiness.Stopped)
            : e.DeliveryAt(Now) == DeliveryState.Delivered ? ("NORMAL", EnvironmentReadiness.Ready)
            : ("UNAVAILABLE", EnvironmentReadiness.Pending);
        return new CloudEnvironment
        {
            Id = e.Id, Alias = e.Alias, Status = status, Readiness = readiness, PackageId = e.PackageId, CreatedAt = e.CreatedAt, Tags = e.Tags,
        };
    }

    private void Tick()
    {
        DateTimeOffset now = Now;
        foreach ((DateTimeOffset SignedAt, Action<DateTimeOffset> Land) late in _late.Where(l => l.SignedAt + options.LateBy <= now).ToList())
        {
            _late.Remove(late);
            if (options.LateBy <= SignatureWindow)
            {
                late.Land(late.SignedAt + options.LateBy);
            }
        }

        foreach (FakeEnvironment environment in Environments.Where(e => !e.IsPurged))
        {
            while (environment.IsolatedAt is null && environment.PaidUntil <= now && environment.AutoRenews)
            {
                environment.PaidUntil = environment.PaidUntil.AddMonths(1);
                Ledger.Add(new LedgerEntry("auto-renew", environment.Id, environment.Alias, environment.PaidUntil, now));
            }

            if (environment.IsolatedAt is null && environment.PaidUntil <= now)
            {
                environment.IsolatedAt = environment.PaidUntil;
            }

            environment.IsPurged = environment.IsolatedAt + options.IsolationPeriod <= now;
        }
    }
}
