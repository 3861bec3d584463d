using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Policies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Issues temporary keys cut to one environment, and proves once for each caller and policy that they are taken there. Never issues anything broader.</summary>
internal sealed class TemporaryKeyIssuer(
    IFederationTokens tokens,
    AccountIdentity identity,
    EnvironmentPolicyIssuer policies,
    IEnvironmentProbe probe,
    IOptions<WhiteLabelOptions> options,
    IOptions<CloudBaseOptions> deployment,
    TimeProvider timeProvider,
    ILogger<TemporaryKeyIssuer> logger)
{
    /// <summary>The longest lifetime that the cloud gives a root account's caller.</summary>
    internal static readonly TimeSpan MaxForRoot = TimeSpan.FromSeconds(7200);

    /// <summary>The longest lifetime that the cloud gives a sub-account's caller.</summary>
    internal static readonly TimeSpan MaxForSubAccount = TimeSpan.FromSeconds(129_600);

    /// <summary>How long it is not said again of an environment that its keys are refused: while that is waited out it is tried every few seconds.</summary>
    internal static readonly TimeSpan SaidAgainAfter = TimeSpan.FromMinutes(10);

    private const int MaxProven = 100_000;

    private readonly ConcurrentDictionary<(string Caller, string Policy), bool> _proven = new();
    private readonly ConcurrentDictionary<EnvironmentId, long> _refusalsSaid = new();

    /// <summary>Checks, before anything is bought, that keys of this lifetime can be had and that the policy may be used.</summary>
    /// <exception cref="CloudBaseException">They cannot.</exception>
    internal async ValueTask CheckAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        CallerIdentity caller = await identity.GetAsync(cancellationToken).ConfigureAwait(false);
        if (Problem(caller, lifetime) is { } problem)
        {
            throw new CloudInvalidRequestException(
                problem, new CloudErrorDetails { Service = "sts", Action = "GetFederationToken", Code = "ClientError.Lifetime", Effect = CloudEffect.None });
        }

        policies.Check(caller.AccountUin);
    }

    /// <summary>Issues keys for a tenant.</summary>
    /// <exception cref="CredentialUnavailableException">None could be issued, or what was issued is not taken by the environment.</exception>
    internal async ValueTask<IssuedTemporaryKeys> IssueAsync(TenantId tenant, CloudEnvironment environment, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        (IssuedTemporaryKeys? issued, Doubt? doubt) = await TryIssueAsync(tenant, environment, lifetime, cancellationToken).ConfigureAwait(false);
        return issued ?? throw new CredentialUnavailableException(doubt!.Why, tenant);
    }

    /// <summary>Issues keys for a tenant, or says why what was issued is not proven.</summary>
    /// <exception cref="CredentialUnavailableException">None could be issued.</exception>
    internal async ValueTask<(IssuedTemporaryKeys? Issued, Doubt? Doubt)> TryIssueAsync(
        TenantId tenant, CloudEnvironment environment, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        CallerIdentity caller = await identity.GetAsync(cancellationToken).ConfigureAwait(false);
        if (Problem(caller, lifetime) is { } problem)
        {
            throw new CredentialUnavailableException(problem, tenant);
        }

        PolicyDocument policy = policies.Issue(environment, caller.AccountUin);
        MintedKeys minted = await tokens.MintAsync(options.Value.FederationName, policy.ToJson(), lifetime, cancellationToken).ConfigureAwait(false);
        EnvironmentCredential keys = EnvironmentCredential.FromTemporaryKeys(environment.Id, minted.Id, minted.Secret, minted.Token, minted.ExpiresAt);
        if (!_proven.ContainsKey((caller.Arn, policy.Hash)))
        {
            if (await FindDoubtAsync(keys, caller, cancellationToken).ConfigureAwait(false) is { } doubt)
            {
                return (null, doubt);
            }

            if (_proven.Count >= MaxProven)
            {
                _proven.Clear();
            }

            _proven[(caller.Arn, policy.Hash)] = true;
        }

        return (new IssuedTemporaryKeys(keys, policy.Hash), null);
    }

    /// <summary>What works where temporary keys of this caller do not.</summary>
    internal static string Choices =>
        "What works: environment API keys (leave WhiteLabelOptions.TemporaryKeys off); the root account's key as the platform's key; "
        + "or keys that AssumeRole gives, issued by a strategy of your own. A broader policy is never used instead.";

    private async ValueTask<Doubt?> FindDoubtAsync(EnvironmentCredential keys, CallerIdentity caller, CancellationToken cancellationToken)
    {
        ProbeOutcome own = await probe.ProbeAsync(keys, keys.Environment, cancellationToken).ConfigureAwait(false);
        if (own == ProbeOutcome.Refused)
        {
            SayRefused(keys.Environment, caller);
            return new Doubt(
                $"Temporary keys cut to environment {keys.Environment} were refused by that environment. They are minted by {caller.Arn} ({caller.Kind}); "
                + $"the cloud is known to refuse such keys when a sub-account mints them. {Choices}",
                MayPass: caller.Kind == CallerKind.Root);
        }

        if (own != ProbeOutcome.Reached)
        {
            return new Doubt(
                $"Whether temporary keys cut to environment {keys.Environment} work there could not be told, so they are not handed out: try again later.", MayPass: true);
        }

        if (deployment.Value.ManagementEnvironment is not { Length: > 0 } text || !EnvironmentId.TryParse(text, out EnvironmentId neighbour)
            || neighbour == keys.Environment)
        {
            IsolationLog.NoNeighbour(logger, keys.Environment);
            return null;
        }

        ProbeOutcome outcome = await probe.ProbeAsync(keys, neighbour, cancellationToken).ConfigureAwait(false);
        if (outcome == ProbeOutcome.Refused)
        {
            return null;
        }

        if (outcome == ProbeOutcome.Reached)
        {
            IsolationLog.NotIsolated(logger, keys.Environment, neighbour);
        }

        return new Doubt(
            $"Temporary keys cut to environment {keys.Environment} were {(outcome == ProbeOutcome.Reached ? "taken" : "not clearly refused")} at {neighbour}, so they are not handed out.",
            MayPass: outcome == ProbeOutcome.Unclear);
    }

    private void SayRefused(EnvironmentId environment, CallerIdentity caller)
    {
        if (_refusalsSaid.TryGetValue(environment, out long said) && timeProvider.GetElapsedTime(said) < SaidAgainAfter)
        {
            return;
        }

        if (_refusalsSaid.Count >= MaxProven)
        {
            _refusalsSaid.Clear();
        }

        _refusalsSaid[environment] = timeProvider.GetTimestamp();
        IsolationLog.TokensRefused(logger, environment, caller.Arn, caller.Kind);
    }

    private static string? Problem(CallerIdentity caller, TimeSpan lifetime)
    {
        if (caller.Kind == CallerKind.Temporary)
        {
            return $"The platform's key belongs to {caller.Arn}, which is itself temporary or unknown: such a caller cannot mint temporary keys. {Choices}";
        }

        TimeSpan max = caller.Kind == CallerKind.Root ? MaxForRoot : MaxForSubAccount;
        return lifetime > max || lifetime < TimeSpan.FromSeconds(1)
            ? $"Temporary keys of {lifetime} were asked for; the cloud gives this caller ({caller.Kind}) 1 second to {max}: set CloudBase:Credentials:TemporaryKeyLifetime."
            : null;
    }

    /// <summary>Why keys are not proven.</summary>
    /// <param name="Why">What was answered.</param>
    /// <param name="MayPass">Whether it may be a delay of the cloud's.</param>
    internal sealed record Doubt(string Why, bool MayPass);
}
