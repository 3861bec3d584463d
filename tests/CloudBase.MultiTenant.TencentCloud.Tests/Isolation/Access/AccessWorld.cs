using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Access;

/// <summary>What outlives hosts that take one tenant's access away and give it back, with a real strategy on the real engine.</summary>
internal sealed class AccessWorld
{
    internal const int Limit = 3;

    private static readonly TenantId s_user = TenantId.Parse("user-42@example.com");

    private readonly string _isolation;
    private readonly EphemeralSecretProtector _protector = new();

    private AccessWorld(string isolation)
    {
        _isolation = isolation;
        Cam = new FakeCam(Simulated.Time);
    }

    internal SimulatedWorld Simulated { get; } = new()
    {
        Configure = static o =>
        {
            o.Renewal.Policy = RenewalPolicy.Auto;
            o.Renewal.RenewSuspended = false;
            o.Provisioning.SuspendedRequestsPerSecond = Limit;
        },
    };

    internal FakeCam Cam { get; }

    /// <summary>A tenant as the verb finds it; under sub-accounts with a key and a policy that a person added.</summary>
    internal static async Task<AccessWorld> BeforeAsync(string isolation, string verb)
    {
        var world = new AccessWorld(isolation);
        SimulatedHost host = world.NewHost("arranger");
        await TryAsync(host.Provisioner.EnsureAsync(s_user, TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }, default).AsTask());
        await world.Simulated.RunToEndAsync(host);
        if (world.Cam.Users.Values.SingleOrDefault() is { } user)
        {
            await world.Cam.CreateAccessKeyAsync(user.Uin, "by hand", default);
            await world.Cam.AttachPolicyAsync(await world.Cam.CreatePolicyAsync("by-hand", "{}", "by hand", default), user.Uin, default);
        }

        if (verb != "suspend")
        {
            await world.BeginAsync(host, "suspend");
            await world.Simulated.RunToEndAsync(host);
            if (verb == "reactivate, key deleted meanwhile")
            {
                string keyId = (await world.TenantAsync()).Isolation.Single().Data["keyId"];
                world.Cam.Users.Values.Single().Keys.RemoveAll(k => k.Id == keyId);
            }
        }

        return world;
    }

    internal SimulatedHost NewHost(string name, CrashGate? gate = null, Func<int, CamFault>? faults = null)
    {
        gate ??= new CrashGate();
        ICamDirectory cam = faults is null ? Cam : new FaultyCam(Cam, faults);
        return new SimulatedHost(Simulated, name, gate, isolation: clock => _isolation == "CamSubAccount" ? MakeCam(clock, gate, cam) : MakeWhiteLabel(clock, gate));
    }

    /// <summary>Begins the verb, as its caller would, and does not wait for it.</summary>
    internal Task BeginAsync(SimulatedHost host, string verb) => TryAsync(verb == "suspend"
        ? host.Provisioner.SuspendAsync(s_user, new SuspendOptions { Patience = TimeSpan.Zero }, default).AsTask()
        : host.Provisioner.ReactivateAsync(s_user, new ReactivateOptions { Patience = TimeSpan.Zero }, default).AsTask());

    internal async Task<TenantOperation?> OperationAsync(string verb) => (await Simulated.OperationsAsync()).LastOrDefault(
        o => o.Kind == (verb == "suspend" ? OperationKind.Suspend : OperationKind.Reactivate));

    /// <summary>Asks for the verb to be undone, if it was begun, and works until all is over.</summary>
    internal async Task CancelAsync(SimulatedHost host, string verb)
    {
        if (await OperationAsync(verb) is { } operation)
        {
            await host.Operations.CancelAsync(operation.Id, default);
        }

        await Simulated.RunToEndAsync(host);
    }

    /// <summary>Everything that gives access or costs money, without what the identity service numbers.</summary>
    internal async Task<string> DescribeAsync()
    {
        Tenant tenant = await TenantAsync();
        StepData data = tenant.Isolation.Single().Data;
        FakeEnvironment environment = Simulated.Cloud.Environments.Single();
        List<string> lines =
        [
            $"{tenant.State} busy={tenant.CurrentOperation is not null} renews={tenant.CloudRenewsItself} reason={tenant.StateReason}",
            $"environment limit={environment.RequestLimit} renews={environment.AutoRenews}",
            $"binding {string.Join(' ', data.Values.Keys.Order(StringComparer.Ordinal))}",
        ];
        foreach (FakeCam.User user in Cam.Users.Values)
        {
            lines.AddRange(user.Keys.Select(k => $"key inForce={k.Id == data.Find("keyId")} active={k.Active} known={IsKnown(tenant, k)}").Order(StringComparer.Ordinal));
            lines.Add($"attached {string.Join(' ', Cam.Policies.Where(p => user.Attached.Contains(p.Value.Id)).Select(p => p.Value.Description == "by hand" ? "by hand" : "its own").Order(StringComparer.Ordinal))}");
        }

        lines.AddRange(Simulated.ForeignKeys.Ids.Select(static id => $"API key {id}"));
        return string.Join('\n', lines);
    }

    internal async Task<Tenant> TenantAsync() => (await Simulated.TenantsAsync()).Single();

    private static async Task TryAsync(Task verb)
    {
        try
        {
            await verb;
        }
        catch (ProvisioningPendingException)
        {
        }
    }

    private bool IsKnown(Tenant tenant, FakeCam.Key key)
    {
        StepData data = tenant.Isolation.Single().Data;
        return key.Id == data.Find("keyId") && _protector.TryUnprotect(data["key"], SubAccount.KeyPurpose(tenant.EnvironmentId!.Value), out SecretString? secret)
            && secret.Reveal() == key.Secret;
    }

    private static AccountIdentity Identity(TimeProvider clock) =>
        new(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/1", CallerKind.Root)), clock);

    private CamSubAccountStrategy MakeCam(TimeProvider clock, CrashGate gate, ICamDirectory cam)
    {
        ISignedProbe probe = Intercepted<ISignedProbe>.Wrap(null!, static (method, _) => new ValueTask<ProbeOutcome>(
            method == nameof(ISignedProbe.ProbeAsync) ? ProbeOutcome.Reached : ProbeOutcome.Refused));
        return new CamSubAccountStrategy(
            Gated<ICamDirectory>.Wrap(cam, gate), Identity(clock), new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            probe, _protector, new SeededRandomSource(7), new IsolationProof(clock, NullLogger<IsolationProof>.Instance),
            Microsoft.Extensions.Options.Options.Create(new CamSubAccountOptions()), clock);
    }

    private WhiteLabelStrategy MakeWhiteLabel(TimeProvider clock, CrashGate gate)
    {
        IEnvironmentProbe probe = Substitute.For<IEnvironmentProbe>();
        probe.ProbeAsync(default!, default, default).ReturnsForAnyArgs(new ValueTask<ProbeOutcome>(ProbeOutcome.Reached));
        var options = Microsoft.Extensions.Options.Options.Create(new WhiteLabelOptions());
        var deployment = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions());
        var issuer = new TemporaryKeyIssuer(
            Intercepted<IFederationTokens>.Wrap(null!, static (method, _) => throw new NotSupportedException(method)), Identity(clock), new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            probe, options, deployment, clock, NullLogger<TemporaryKeyIssuer>.Instance);
        return new WhiteLabelStrategy(
            issuer, Simulated.Cloud, Gated<IEnvironmentApiKeys>.Wrap(Simulated.ForeignKeys, gate), probe, _protector, new SeededRandomSource(3),
            new IsolationProof(clock, NullLogger<IsolationProof>.Instance), options, deployment, clock);
    }
}
