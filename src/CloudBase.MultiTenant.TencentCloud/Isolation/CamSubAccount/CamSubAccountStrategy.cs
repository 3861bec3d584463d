using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Policies;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Gives each tenant a sub-account of the cloud's own identity service, with a policy cut to its environment and one access key.</summary>
internal sealed class CamSubAccountStrategy(
    ICamDirectory cam,
    AccountIdentity identity,
    EnvironmentPolicyIssuer policies,
    ISignedProbe probe,
    ISecretProtector protector,
    IRandomSource random,
    IsolationProof proof,
    IOptions<CamSubAccountOptions> options,
    TimeProvider timeProvider) : IIsolationStrategy
{
    private readonly CamSteps _steps = new(cam, protector);
    private readonly CamKeySteps _keys = new(cam, protector, timeProvider);
    private readonly CamLimit _users = new("sub-accounts", options.Value.MaxSubAccounts, nameof(CamSubAccountOptions.MaxSubAccounts));
    private readonly CamLimit _policies = new("custom policies", options.Value.MaxPolicies, nameof(CamSubAccountOptions.MaxPolicies));

    public IsolationKind Kind => IsolationKind.CamSubAccount;

    public async ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        // What cannot be stored later is found out now: an unprotected key would be made, and lost.
        protector.Protect(new SecretString("check"), SubAccount.KeyPurpose(EnvironmentId.Parse("check")));
        CamUsage usage = await cam.GetUsageAsync(cancellationToken).ConfigureAwait(false);
        string[] names = [.. reserved.Select(SubAccount.NameOf)];
        int users = await _users.CountFreeAsync(usage.Users, names, cam.ListUserNamesAsync, cancellationToken).ConfigureAwait(false);
        int custom = await _policies.CountFreeAsync(usage.Policies, names, cam.ListPolicyNamesAsync, cancellationToken).ConfigureAwait(false);
        policies.Check((await identity.GetAsync(cancellationToken).ConfigureAwait(false)).AccountUin);
        return Math.Min(users, custom);
    }

    public async ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string accountUin = (await identity.GetAsync(cancellationToken).ConfigureAwait(false)).AccountUin;
        PolicyDocument policy = policies.Issue(context.Environment, accountUin);
        SubAccount account = AccountOf(context);
        SecretString? password = options.Value.ConsoleLogin ? InitialPassword.Draw(random) : null;
        StepData user = await context.Steps.RunAsync(_steps.AddUser(account, context.Steps, password), cancellationToken).ConfigureAwait(false);
        long uin = CamSteps.Number(user, "uin");

        StepData made = await context.Steps.RunAsync(
            _steps.CreatePolicy(account, context.Steps, policy.ToJson(), policy.Hash), cancellationToken).ConfigureAwait(false);
        long policyId = CamSteps.Number(made, "policyId");
        if (made.Find("policyHash") != policy.Hash)
        {
            await context.Steps.RunAsync(_steps.UpdatePolicy(account, policyId, policy.ToJson(), policy.Hash), cancellationToken).ConfigureAwait(false);
        }

        await context.Steps.RunAsync(_steps.AttachPolicy(policyId, uin), cancellationToken).ConfigureAwait(false);
        StepData key = await _keys.AcquireAsync(context, account, uin, inUse: [], stays: null, cancellationToken).ConfigureAwait(false);
        return context.Binding
            .With("account", accountUin)
            .With("login", user.Find("password") is null ? null : "true")
            .With(user)
            .With("policyId", CamSteps.Text(policyId))
            .With("policyHash", policy.Hash)
            .With("keyId", key["keyId"])
            .With("key", key["key"]);
    }

    public async ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Read in the steps themselves: a key that cannot be read then parks a step, which a cancelled operation can leave.
        TencentCloudCredential Key() => KeyOf(context, context.Binding["keyId"], context.Binding["key"]);
        TimeSpan patience = options.Value.VerifyPatience;
        await context.Steps.RunAsync(
            proof.ToStep(context, "verify.own-key", patience, (environment, ct) => probe.ProbeAsync(Key(), environment, ct)), cancellationToken).ConfigureAwait(false);
        await context.Steps.RunAsync(
            proof.ToDenialStep(context, "verify.denials", patience, (environment, ct) => probe.ProbeDenialAsync(Key(), environment, ct)), cancellationToken)
            .ConfigureAwait(false);
        return context.Binding;
    }

    public async ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        SubAccount account = AccountOf(context);
        if (account.UserUin is not { } uin)
        {
            return context.Binding;
        }

        StepData keys = await context.Steps.RunAsync(_keys.ListAccessKeys(uin), cancellationToken).ConfigureAwait(false);
        string[] active = CamSteps.Ids(keys, "active");
        foreach (string keyId in active)
        {
            await context.Steps.RunAsync(_keys.SetAccessKey(uin, keyId, active: false), cancellationToken).ConfigureAwait(false);
        }

        if (account.PolicyId is { } policyId)
        {
            await context.Steps.RunAsync(_steps.DetachPolicy(policyId, uin), cancellationToken).ConfigureAwait(false);
        }

        // Who may sign in to the console needs no key: what a person attached by hand is taken away, too.
        StepData listed = await context.Steps.RunAsync(_steps.ListForeignPolicies(account, uin), cancellationToken).ConfigureAwait(false);
        foreach (long foreign in CamSteps.Numbers(listed, "foreign"))
        {
            await context.Steps.RunAsync(_steps.DetachForeignPolicy(foreign, uin), cancellationToken).ConfigureAwait(false);
        }

        return context.Binding.With("suspended", string.Join(',', active)).With("foreignPolicies", listed.Find("foreign"));
    }

    public async ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        SubAccount account = AccountOf(context);
        if (account is not { UserUin: { } uin, PolicyId: { } policyId })
        {
            return context.Binding;
        }

        await context.Steps.RunAsync(_steps.AttachPolicy(policyId, uin), cancellationToken).ConfigureAwait(false);
        foreach (long foreign in CamSteps.Numbers(context.Binding, "foreignPolicies"))
        {
            await context.Steps.RunAsync(_steps.AttachForeignPolicy(foreign, uin), cancellationToken).ConfigureAwait(false);
        }

        StepData binding = context.Binding.With("suspended", null).With("foreignPolicies", null);
        foreach (string keyId in CamSteps.Ids(context.Binding, "suspended"))
        {
            StepData set = await context.Steps.RunAsync(_keys.SetAccessKey(uin, keyId, active: true), cancellationToken).ConfigureAwait(false);
            if (set.Find("absent") is not null && keyId == account.KeyId)
            {
                // Somebody deleted it meanwhile: the tenant comes back with a key that works.
                string[] inUse = account.PreviousKeyId is { } previous ? [previous] : [];
                StepData made = await _keys.AcquireAsync(context, account, uin, inUse, stays: null, cancellationToken).ConfigureAwait(false);
                binding = binding.With("keyId", made["keyId"]).With("key", made["key"]);
            }
        }

        return binding;
    }

    public async ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        SubAccount account = AccountOf(context);
        if (account.UserUin is not { } uin)
        {
            return context.Binding;
        }

        // The round's own tenant may hold the new key already; which one was old is the journal's to say.
        StepData listed = await context.Steps.RunAsync(_keys.ListAccessKeys(uin), cancellationToken).ConfigureAwait(false);
        StepData begun = await context.Steps.RunAsync(CamRotation.Begin(account), cancellationToken).ConfigureAwait(false);
        var rotation = new CamRotation(cam, account, uin, listed, begun);
        foreach (string stray in CamSteps.Ids(listed, "ours").Except(rotation.InUse))
        {
            await context.Steps.RunAsync(_keys.DeleteStray(uin, stray), cancellationToken).ConfigureAwait(false);
        }

        StepData made = await _keys.AcquireAsync(
            context, account, uin, rotation.InUse, rotation.CanPutBack ? null : rotation.Stays, cancellationToken).ConfigureAwait(false);
        await context.Steps.RunAsync(
            proof.ToReachStep(
                context, "verify.new-key", options.Value.VerifyPatience,
                (environment, ct) => probe.ProbeAsync(KeyOf(context, made["keyId"], made["key"]), environment, ct)),
            cancellationToken).ConfigureAwait(false);
        bool isOfOlderVersion = rotation.IsOfOlderVersion(made);
        string from = isOfOlderVersion ? made["madeAt"]
            : (await context.Steps.RunAsync(rotation.PutInForce(made, timeProvider), cancellationToken).ConfigureAwait(false))["at"];
        CamRotation.RequireOverlapPassed(context, from, timeProvider);
        if (!isOfOlderVersion)
        {
            await context.Steps.RunAsync(rotation.Retire(), cancellationToken).ConfigureAwait(false);
        }

        foreach (string old in rotation.InUse)
        {
            await context.Steps.RunAsync(CamRotation.Last(_keys.DeleteAccessKey(uin, old)), cancellationToken).ConfigureAwait(false);
        }

        return CamRotation.Forget(context.Binding).With("keyId", made["keyId"]).With("key", made["key"]);
    }

    public async ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        SubAccount account = AccountOf(context);
        (long? uin, long? policyId) = (account.UserUin, account.PolicyId);
        if (uin is null || policyId is null)
        {
            StepData found = await context.Steps.RunAsync(_steps.Find(account, context.Steps), cancellationToken).ConfigureAwait(false);
            uin ??= found.Find("uin") is null ? null : CamSteps.Number(found, "uin");
            policyId ??= found.Find("policyId") is null ? null : CamSteps.Number(found, "policyId");
        }

        if (uin is { } user)
        {
            StepData keys = await context.Steps.RunAsync(_keys.ListAccessKeys(user), cancellationToken).ConfigureAwait(false);
            foreach (string keyId in CamSteps.Ids(keys, "active").Concat(CamSteps.Ids(keys, "inactive")))
            {
                await context.Steps.RunAsync(_keys.DeleteAccessKey(user, keyId), cancellationToken).ConfigureAwait(false);
            }

            if (policyId is { } attached)
            {
                await context.Steps.RunAsync(_steps.DetachPolicy(attached, user), cancellationToken).ConfigureAwait(false);
            }
        }

        if (policyId is { } policy)
        {
            await context.Steps.RunAsync(_steps.DeletePolicy(policy), cancellationToken).ConfigureAwait(false);
        }

        if (uin is not null)
        {
            await context.Steps.RunAsync(_steps.DeleteUser(account), cancellationToken).ConfigureAwait(false);
        }

        return StepData.Empty;
    }

    public async ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        SubAccount account = AccountOf(context);
        List<string> left = [];
        if (await cam.FindUserAsync(account.Name, cancellationToken).ConfigureAwait(false) is { } user)
        {
            left.Add($"sub-account '{account.Name}' ({user.Uin})");
            IReadOnlyList<CamKey> keys = await cam.ListAccessKeysAsync(user.Uin, cancellationToken).ConfigureAwait(false);
            left.AddRange(keys.Select(k => $"access key {k.Id} of sub-account '{account.Name}'{(SubAccount.IsOurs(k) ? string.Empty : ", not made by this library")}"));
            IReadOnlyList<CamAttachment> attached = await cam.ListAttachedAsync(user.Uin, cancellationToken).ConfigureAwait(false);
            left.AddRange(attached.Where(a => a.Name != account.Name).Select(
                a => $"policy '{a.Name}' ({CamSteps.Text(a.PolicyId)}), attached to sub-account '{account.Name}' and not by this library"));
        }

        if (await cam.FindPolicyAsync(account.Name, cancellationToken).ConfigureAwait(false) is { } policy)
        {
            left.Add($"policy '{account.Name}' ({policy.Id.ToString(CultureInfo.InvariantCulture)})");
        }

        return left;
    }

    public EnvironmentCredentialKind ChooseCredential(CredentialRequest request) => EnvironmentCredentialKind.ApiKey;

    public ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(
        Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        throw new CredentialUnavailableException(
            "Under sub-account isolation no temporary keys are issued: ask for an environment API key, or take the sub-account's own key from ICamSubAccounts.", tenant.Id);
    }

    private static SubAccount AccountOf(IsolationContext context) => SubAccount.Of(context.Tenant, context.Environment.Id, context.Binding);

    private TencentCloudCredential KeyOf(IsolationContext context, string keyId, string protectedKey) =>
        protector.TryUnprotect(protectedKey, SubAccount.KeyPurpose(context.Environment.Id), out SecretString? secret)
            ? new TencentCloudCredential(keyId, secret)
            : throw context.Steps.Park(new OperationProblem(
                "verify", "KeyUnreadable", $"The stored access key of environment {context.Environment.Id} cannot be read back.",
                "Restore the key ring that protects secrets and resume; or cancel the operation, and rotate the tenant's keys."));
}
