using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Reads what the page shows; secrets stay behind.</summary>
internal sealed class PageReader(EmulatorCore core, AccountState state, RequestLog log)
{
    public EmulatorSnapshot Snapshot() => core.Account.Snapshot(out _);

    public PageOverview Overview(EmulatorSnapshot snapshot)
    {
        var options = state.Options;
        var sandboxes = core.Sandboxes.All();
        return new PageOverview(
            options.Region, options.AccountUin, options.AppId, Masked(options.SecretId), snapshot.ManagementEnvironmentId, snapshot.At,
            core.Faults.ClockSkew.TotalSeconds, core.Time is EmulatorClock, options.DataDirectory is { } directory ? Path.GetFullPath(directory) : "in memory",
            snapshot.Balance, core.Account.Ledger(out _).Sum(entry => entry.Amount), snapshot.SoldOut, snapshot.Environments.Count, snapshot.Users.Count, snapshot.DeletesEver,
            snapshot.LateCalls, sandboxes.Count(sandbox => sandbox is { IsAlive: true, State: not FleetState.Paused }), sandboxes.Count(sandbox => sandbox.State == FleetState.Paused), log.Run, log.Last);
    }

    public static IReadOnlyList<PageEnvironment> Environments(EmulatorSnapshot snapshot) =>
        snapshot.Environments.Reverse()
            .Select(environment => new PageEnvironment(
                environment.Id, environment.Alias, StatusOf(environment, snapshot.At), environment.Region, environment.PackageId, environment.CreatedAt,
                environment.ExpiresAt, environment.AutoRenew, environment.Id == snapshot.ManagementEnvironmentId, environment.Tags, environment.ApiKeyIds))
            .ToList();

    public static IReadOnlyList<PageUser> Users(EmulatorSnapshot snapshot) =>
        snapshot.Users.Reverse()
            .Select(user => new PageUser(
                user.Uin, user.Name, user.AttachedPolicies, user.ActiveAccessKeyIds.Select(Masked).ToList(), user.InactiveAccessKeyIds.Select(Masked).ToList()))
            .ToList();

    public IReadOnlyList<PageOrder> Orders() =>
        core.Account.Ledger(out _).Reverse()
            .Select(entry => new PageOrder(
                entry.OrderId, entry.Kind, entry.EnvironmentId, entry.Alias, entry.PackageId, entry.Months, entry.Amount, entry.At, entry.RequestId))
            .ToList();

    public IReadOnlyList<PageFault> Faults() => core.Faults.Numbered.Select(numbered => new PageFault(numbered.Id, numbered.Script)).ToList();

    public PageRequests Requests(long after, int most)
    {
        var entries = log.After(after, most);
        // The list may be older than the counter by now: what to ask after next is the newest that it holds.
        var last = entries.Count > 0 ? entries[0].Number : Math.Max(after, 0);
        var names = UserNames();
        return new PageRequests(log.Run, last, entries.Count > 0 && entries[^1].Number > after + 1, entries.Select(entry => Summary(entry, names)).ToList());
    }

    public PageRequest? Request(long number)
    {
        if (log.Find(number) is not { } entry)
        {
            return null;
        }

        var secrets = Secrets();
        var (sent, answered, message) = entry.Texts(secrets);
        return Summary(entry, UserNames()) with
        {
            Message = message,
            Sent = sent,
            Answered = answered,
            Access = AccessExplainer.Explain(entry),
        };
    }

    internal static string Masked(string id) => id.Length <= 17 ? id : $"{id[..13]}…{id[^4..]}";

    private static string StatusOf(EmulatedEnvironment environment, DateTimeOffset now) => environment switch
    {
        { IsolatedAt: not null } => "isolated",
        { DeliveryFailed: true } => "delivery failed",
        { IsReady: false } => "being made",
        _ => environment.ExpiresAt <= now ? "lapsed" : "ready",
    };

    private static PageRequest Summary(RequestEntry entry, Dictionary<long, string> names)
    {
        var code = entry.ErrorCode;
        var outcome = entry.Aborted ? "connection cut" : code ?? (entry.Status < 400 ? "OK" : entry.Status.ToString(CultureInfo.InvariantCulture));
        var kind = entry.Aborted || entry.Strikes.Count > 0 ? "fault" : outcome == "OK" ? "ok" : entry.IsRefusal ? "denied" : "error";
        return new PageRequest(
            entry.Number, entry.At, entry.Service, entry.Action, Who(entry, names), entry.EnvironmentId, outcome, kind,
            Math.Round(entry.Duration.TotalMilliseconds, 2), entry.RequestId, entry.Region, entry.Strikes.Select(strike => strike.Script.Kind.ToString()).ToList(),
            null, null, null, null);
    }

    private static string Who(RequestEntry entry, Dictionary<long, string> names)
    {
        if (entry.Caller is not { } caller)
        {
            return entry.Service == "gateway" ? "API key" : "nobody known";
        }

        var who = caller.UserUin == 0 ? "root account" : names.TryGetValue(caller.UserUin, out var name) ? name : $"sub-account {caller.UserUin}";
        return caller.Temporary is { } temporary ? $"{who}, token '{temporary}'" : who;
    }

    private Dictionary<long, string> UserNames()
    {
        lock (state.Gate)
        {
            return state.Users.Rows.ToDictionary(user => user.Uin, user => user.Name);
        }
    }

    /// <summary>Every secret that the account and its sandboxes know.</summary>
    public List<string> Secrets()
    {
        var options = state.Options;
        var ofSandboxes = core.Sandboxes.Secrets();
        lock (state.Gate)
        {
            return
            [
                options.SecretKey, options.SecretToken ?? string.Empty,
                .. state.AccessKeys.Rows.Select(key => key.SecretKey),
                .. state.Tokens.Rows.Select(token => token.SecretKey), .. state.Tokens.Rows.Select(token => token.Token),
                .. ofSandboxes,
            ];
        }
    }
}
