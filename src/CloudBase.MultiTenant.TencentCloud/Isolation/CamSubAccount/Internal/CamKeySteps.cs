using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>The single steps of a sub-account's access keys, one outside effect each, and how they make a key whose secret is known.</summary>
internal sealed class CamKeySteps(ICamDirectory cam, ISecretProtector protector, TimeProvider timeProvider)
{
    private const int MaxKeys = 2;

    /// <summary>Makes a key whose secret is known; one whose reply was lost is deleted first, and so are forgotten ones when there is no room.</summary>
    internal async ValueTask<StepData> AcquireAsync(
        IsolationContext context, SubAccount account, long uin, string[] inUse, Compensation? stays, CancellationToken cancellationToken)
    {
        const int MaxAttempts = 5;
        for (int number = 1; number <= MaxAttempts; number++)
        {
            StepData made = await context.Steps.RunAsync(CreateAccessKey(account, uin, number, stays), cancellationToken).ConfigureAwait(false);
            if (made.Find("keyId") is not null)
            {
                return made;
            }

            string[] useless = CamSteps.Ids(made, "lost");
            if (useless.Length == 0)
            {
                StepData room = await context.Steps.RunAsync(
                    FindRoom(account, context.Steps, uin, number, inUse), cancellationToken).ConfigureAwait(false);
                useless = CamSteps.Ids(room, "useless");
            }

            foreach (string keyId in useless)
            {
                await context.Steps.RunAsync(DeleteStray(uin, keyId), cancellationToken).ConfigureAwait(false);
            }
        }

        throw context.Steps.Park(new OperationProblem(
            "cam.create-access-key", "AccessKeyLost", $"The answer to making an access key for '{account.Name}' was lost {MaxAttempts} times.",
            "Look at the connection to the cloud, then cancel this operation and begin again."));
    }

    /// <summary>Makes a key. Its secret is shown once: a key whose reply was lost is found by its description, and is of use to nobody.</summary>
    /// <returns>A step that gives <c>keyId</c> and <c>key</c>, or <c>lost</c> (ids to delete), or <c>full</c>.</returns>
    /// <param name="account">The sub-account.</param>
    /// <param name="uin">The user.</param>
    /// <param name="number">Which attempt at a key whose secret is known, from 1.</param>
    /// <param name="stays">Why the key is not undone; null where it is deleted.</param>
    private StepDefinition CreateAccessKey(SubAccount account, long uin, int number, Compensation? stays)
    {
        string step = $"cam.create-access-key.{CamSteps.Text(number)}";
        return new StepDefinition
        {
            Id = step,
            Action = "cam:CreateAccessKey",
            Safety = StepSafety.Once,
            Execute = async (attempt, ct) =>
            {
                NewAccessKey key;
                try
                {
                    key = await cam.CreateAccessKeyAsync(uin, SubAccount.KeyDescription(attempt.Operation, step), ct).ConfigureAwait(false);
                }
                catch (CloudLimitExceededException)
                {
                    return StepData.Empty.With("full", "true");
                }

                return StepData.Empty
                    .With("keyId", key.Id)
                    .With("key", protector.Protect(key.Secret, SubAccount.KeyPurpose(account.Environment)))
                    .With("madeAt", CamSteps.Text(timeProvider.GetUtcNow()));
            },
            Reconcile = async (attempt, ct) =>
            {
                string description = SubAccount.KeyDescription(attempt.Operation, step);
                IReadOnlyList<CamKey> keys = await cam.ListAccessKeysAsync(uin, ct).ConfigureAwait(false);
                string[] lost = [.. keys.Where(k => k.Description == description).Select(k => k.Id)];

                // One that turns up later opens nothing, because its secret went nowhere; it is deleted when keys are next looked at.
                return lost.Length > 0
                    ? new StepFinding.Found(StepData.Empty.With("lost", string.Join(',', lost)))
                    : new StepFinding.NotThere();
            },
            Compensation = stays ?? new Compensation.Undo("cam:DeleteAccessKey", async (data, ct) =>
            {
                foreach (string id in CamSteps.Ids(data, "keyId").Concat(CamSteps.Ids(data, "lost")))
                {
                    await cam.DeleteAccessKeyAsync(uin, id, ct).ConfigureAwait(false);
                }
            }),
        };
    }

    internal StepDefinition DeleteAccessKey(long uin, string keyId) => new()
    {
        Id = $"cam.delete-access-key.{keyId}",
        Action = "cam:DeleteAccessKey",
        Execute = async (_, ct) =>
        {
            await cam.DeleteAccessKeyAsync(uin, keyId, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
        Compensation = new Compensation.Cannot("A deleted access key cannot be brought back: rotate the keys to get a new one."),
    };

    /// <summary>Deletes a key that opens nothing, because its secret is known to nobody: cancelled or not, it stays gone.</summary>
    internal StepDefinition DeleteStray(long uin, string keyId) => DeleteAccessKey(uin, keyId) with { Compensation = Compensation.Nothing };

    internal StepDefinition SetAccessKey(long uin, string keyId, bool active) => new()
    {
        Id = $"cam.{(active ? "activate" : "deactivate")}-access-key.{keyId}",
        Action = "cam:UpdateAccessKey",
        Execute = async (_, ct) =>
        {
            bool found = await cam.SetAccessKeyAsync(uin, keyId, active, ct).ConfigureAwait(false);
            return StepData.Empty.With("absent", found ? null : "true");
        },
        Compensation = new Compensation.Undo("cam:UpdateAccessKey", async (_, ct) => await cam.SetAccessKeyAsync(uin, keyId, !active, ct).ConfigureAwait(false)),
    };

    /// <summary>Reads a user's keys as a step, so that a repeated round decides by the same list.</summary>
    /// <returns>A step that gives <c>active</c>, <c>inactive</c> and, among them, <c>ours</c>: ids, divided by commas.</returns>
    internal StepDefinition ListAccessKeys(long uin) => new()
    {
        Id = "cam.list-access-keys",
        Action = "cam:ListAccessKeys",
        Execute = async (_, ct) =>
        {
            IReadOnlyList<CamKey> keys = await cam.ListAccessKeysAsync(uin, ct).ConfigureAwait(false);
            return StepData.Empty
                .With("active", Join(keys.Where(k => k.IsActive)))
                .With("inactive", Join(keys.Where(k => !k.IsActive)))
                .With("ours", Join(keys.Where(SubAccount.IsOurs)));
        },
    };

    /// <summary>Finds which keys can go where two are the most, or asks a person: looked at anew whenever the operation goes on.</summary>
    /// <returns>A step that gives <c>useless</c>: ids, divided by commas; none where there is room by now.</returns>
    private StepDefinition FindRoom(SubAccount account, IStepRunner steps, long uin, int number, string[] inUse) => new()
    {
        Id = $"cam.list-access-keys.{CamSteps.Text(number)}",
        Action = "cam:ListAccessKeys",
        Execute = async (_, ct) =>
        {
            IReadOnlyList<CamKey> keys = await cam.ListAccessKeysAsync(uin, ct).ConfigureAwait(false);
            CamKey[] useless = [.. keys.Where(k => SubAccount.IsOurs(k) && !inUse.Contains(k.Id))];
            return useless.Length > 0 || keys.Count < MaxKeys
                ? StepData.Empty.With("useless", Join(useless))
                : throw steps.Park(OverLimit(account, keys.Where(k => k.Id != account.KeyId && inUse.Contains(k.Id)).Select(k => k.Id).FirstOrDefault()));
        },
    };

    private static string Join(IEnumerable<CamKey> keys) => string.Join(',', keys.Select(k => k.Id));

    private static OperationProblem OverLimit(SubAccount account, string? previous) => new(
        "cam.create-access-key", "AccessKeyOverLimit",
        previous is null
            ? $"The sub-account '{account.Name}' has two access keys, the most there can be, and this library did not make the one it does not use."
            : $"The sub-account '{account.Name}' has two access keys, the most there can be, and somebody may still work with {previous}, which was in force before.",
        $"Delete {(previous is null ? "the key that was made by hand" : $"{previous}, when nobody works with it,")} in the console, then resume.");
}
