using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>A short-lived API key to prove isolation with: made, tried, deleted.</summary>
internal sealed class VerifyKeySteps(IEnvironmentApiKeys apiKeys, ISecretProtector protector, IRandomSource random)
{
    /// <summary>The shortest lifetime that the cloud gives.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    /// <summary>Makes the key. One whose reply was lost is found by its name, which nobody else has.</summary>
    /// <returns>A step that gives <c>keyId</c> and <c>key</c>; without <c>key</c> the plaintext is lost.</returns>
    internal StepDefinition Create(EnvironmentId environment, int number) => new()
    {
        Id = $"verify.create-api-key.{CamSteps.Text(number)}",
        Action = "tcb:CreateApiKey",
        Safety = StepSafety.Once,
        Intent = StepData.Empty.With("name", DrawName()),
        Execute = async (attempt, ct) =>
        {
            IssuedApiKey issued = await apiKeys.CreateAsync(environment, attempt.Intent["name"], Lifetime, ct).ConfigureAwait(false);
            return StepData.Empty.With("keyId", issued.KeyId).With("key", protector.Protect(issued.Key, Purpose(environment)));
        },
        Reconcile = async (attempt, ct) =>
        {
            IReadOnlyList<EnvironmentApiKey> keys = await apiKeys.ListAsync(environment, ct).ConfigureAwait(false);
            return keys.FirstOrDefault(k => k.Name == attempt.Intent["name"]) is { } lost
                ? new StepFinding.Found(StepData.Empty.With("keyId", lost.KeyId))

                // One that lands later opens nothing, because its plaintext went nowhere: provisioning does not wait five minutes for it.
                // Its name says whose it is, so that the next revocation deletes it; else it ends within its two hours.
                : new StepFinding.NotThere();
        },
        Compensation = new Compensation.Undo("tcb:DeleteApiKey", (data, ct) => apiKeys.DeleteAsync(environment, data["keyId"], ct)),
    };

    internal StepDefinition Delete(EnvironmentId environment, string keyId, int number) => new()
    {
        Id = $"verify.delete-api-key.{CamSteps.Text(number)}",
        Action = "tcb:DeleteApiKey",
        Execute = async (_, ct) =>
        {
            await apiKeys.DeleteAsync(environment, keyId, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
    };

    internal SecretString? Read(EnvironmentId environment, StepData made) =>
        made.Find("key") is { } stored && protector.TryUnprotect(stored, Purpose(environment), out SecretString? key) ? key : null;

    internal static string Purpose(EnvironmentId environment) => $"verify-api-key:{environment}";

    private string DrawName()
    {
        Span<byte> drawn = stackalloc byte[10];
        random.Fill(drawn);
        return $"{SubAccount.Prefix}-verify-{Convert.ToHexStringLower(drawn)}";
    }
}
