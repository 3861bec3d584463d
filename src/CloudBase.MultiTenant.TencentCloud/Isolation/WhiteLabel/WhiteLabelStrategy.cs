using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Gives tenants no identity in the cloud: the platform authorises, and hands out the environment's API keys or temporary keys cut to it.</summary>
internal sealed class WhiteLabelStrategy(
    TemporaryKeyIssuer temporaryKeys,
    IEnvironmentCloud cloud,
    IEnvironmentApiKeys apiKeys,
    IEnvironmentProbe probe,
    ISecretProtector protector,
    IRandomSource random,
    IsolationProof proof,
    IOptions<WhiteLabelOptions> options,
    IOptions<CloudBaseOptions> deployment,
    TimeProvider timeProvider) : IIsolationStrategy
{
    private const int MaxKeyAttempts = 5;
    private const string TemporaryKeysStep = "verify.temporary-keys";

    /// <summary>The shortest lifetime that is of any use: one probe.</summary>
    private static readonly TimeSpan ProofLifetime = TimeSpan.FromMinutes(15);

    private readonly VerifyKeySteps _verifyKey = new(apiKeys, protector, random);

    public IsolationKind Kind => IsolationKind.WhiteLabel;

    public async ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken)
    {
        if (options.Value.TemporaryKeys)
        {
            await temporaryKeys.CheckAsync(deployment.Value.Credentials.TemporaryKeyLifetime, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            protector.Protect(new SecretString("check"), VerifyKeySteps.Purpose(EnvironmentId.Parse("check")));
        }

        return null;
    }

    public ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(context.Binding);
    }

    public async ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await (options.Value.TemporaryKeys
            ? VerifyTemporaryKeysAsync(context, cancellationToken)
            : VerifyApiKeyAsync(context, cancellationToken)).ConfigureAwait(false);
        return context.Binding;
    }

    // The broker takes its API keys back itself, and gives out nothing for a suspended tenant.
    public ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken) => Unchanged(context);

    public ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken) => Unchanged(context);

    public ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken) => Unchanged(context);

    public ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken) => ValueTask.FromResult(StepData.Empty);

    public ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);

    public EnvironmentCredentialKind ChooseCredential(CredentialRequest request) =>
        options.Value.TemporaryKeys ? EnvironmentCredentialKind.TemporaryKeys : EnvironmentCredentialKind.ApiKey;

    public async ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(
        Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (!options.Value.TemporaryKeys)
        {
            throw new CredentialUnavailableException("Temporary keys are off: set WhiteLabelOptions.TemporaryKeys, or ask for an API key.", tenant.Id);
        }

        CloudEnvironment? environment = tenant.EnvironmentId is { } id
            ? await cloud.FindAsync(id, cancellationToken).ConfigureAwait(false)
            : null;
        return environment is null
            ? throw new CredentialUnavailableException($"The environment of tenant '{tenant.Id}' is not there.", tenant.Id)
            : await temporaryKeys.IssueAsync(tenant.Id, environment, lifetime, cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask<StepData> Unchanged(IsolationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(context.Binding);
    }

    private async Task VerifyApiKeyAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = context.Environment.Id;
        for (int number = 1; number <= MaxKeyAttempts; number++)
        {
            StepData made = await context.Steps.RunAsync(_verifyKey.Create(environment, number), cancellationToken).ConfigureAwait(false);
            SecretString? key = _verifyKey.Read(environment, made);
            if (key is not null)
            {
                EnvironmentCredential credential =
                    EnvironmentCredential.FromApiKey(environment, made["keyId"], key, timeProvider.GetUtcNow() + VerifyKeySteps.Lifetime);
                await context.Steps.RunAsync(
                    proof.ToStep(context, "verify.api-key", options.Value.VerifyPatience, (at, ct) => probe.ProbeAsync(credential, at, ct)), cancellationToken)
                    .ConfigureAwait(false);
            }

            await context.Steps.RunAsync(_verifyKey.Delete(environment, made["keyId"], number), cancellationToken).ConfigureAwait(false);
            if (key is not null)
            {
                return;
            }
        }

        throw context.Steps.Park(new OperationProblem(
            "verify.create-api-key", "ApiKeyLost", $"The answer to making an API key for environment {environment} was lost {MaxKeyAttempts} times.",
            "Look at the connection to the cloud, then cancel this operation and begin again."));
    }

    private async Task VerifyTemporaryKeysAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        StepDefinition step = new()
        {
            Id = TemporaryKeysStep,
            Action = "sts:GetFederationToken",
            Execute = async (attempt, ct) =>
            {
                try
                {
                    (IssuedTemporaryKeys? issued, TemporaryKeyIssuer.Doubt? doubt) =
                        await temporaryKeys.TryIssueAsync(context.Tenant.Id, context.Environment, ProofLifetime, ct).ConfigureAwait(false);
                    return issued is not null
                        ? StepData.Empty.With("policyHash", issued.PolicyHash)
                        : throw ToSignal(context, attempt, doubt!);
                }
                catch (CredentialUnavailableException e)
                {
                    throw Park(context, e.Message);
                }
            },
            Compensation = new Compensation.Cannot("Temporary keys cannot be recalled; these were shown to nobody and end within 15 minutes."),
        };
        await context.Steps.RunAsync(step, cancellationToken).ConfigureAwait(false);
    }

    private Exception ToSignal(IsolationContext context, StepAttempt attempt, TemporaryKeyIssuer.Doubt doubt)
    {
        TimeSpan patience = options.Value.VerifyPatience;
        if (!doubt.MayPass)
        {
            return Park(context, doubt.Why);
        }

        return timeProvider.GetUtcNow() - attempt.TriedSince >= patience
            ? Park(context, $"{doubt.Why} It stayed so for {patience}.")
            : context.Steps.Wait(TemporaryKeysStep, doubt.Why, IsolationProof.Interval);
    }

    private static Exception Park(IsolationContext context, string why) => context.Steps.Park(new OperationProblem(
        TemporaryKeysStep, "TemporaryKeysRefused", why, "Choose what works, restart the host with it, and resume; or cancel the operation."));
}
