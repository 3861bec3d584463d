using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>The single steps of a sub-account's life: one outside effect each.</summary>
internal sealed class CamSteps(ICamDirectory cam, ISecretProtector protector, TimeProvider timeProvider)
{
    private const int MaxKeys = 2;

    /// <summary>How soon to look again for what a list does not show yet.</summary>
    private static readonly TimeSpan ListLag = TimeSpan.FromSeconds(2);

    /// <summary>Adds the user, or recognises it as ours: its name can be taken only once, and its remark says by whom.</summary>
    internal StepDefinition AddUser(SubAccount account, IStepRunner steps, SecretString? password) => new()
    {
        Id = "cam.add-user",
        Action = "cam:AddUser",
        Intent = StepData.Empty.With("name", account.Name)
            .With("password", password is null ? null : protector.Protect(password, SubAccount.PasswordPurpose(account.Environment))),
        Execute = async (attempt, ct) =>
        {
            SecretString? initial = null;
            if (attempt.Intent.Find("password") is { } stored && !protector.TryUnprotect(stored, SubAccount.PasswordPurpose(account.Environment), out initial))
            {
                throw steps.Park(new OperationProblem(
                    "cam.add-user", "PasswordUnreadable", "The initial password drawn for the sub-account cannot be read back.",
                    "Restore the key ring that protects secrets, then resume; or cancel the operation and begin again."));
            }

            long uin;
            try
            {
                uin = await cam.AddUserAsync(account.Name, account.Mark, initial, ct).ConfigureAwait(false);
            }
            catch (CloudConflictException)
            {
                uin = await cam.FindUserAsync(account.Name, ct).ConfigureAwait(false) switch
                {
                    null => throw steps.Wait("cam.add-user", $"The user '{account.Name}' is said to exist and is not shown yet.", ListLag),
                    { } user when user.Remark == account.Mark => user.Uin,
                    _ => throw steps.Park(Foreign("cam.add-user", "user", account.Name)),
                };
            }

            return StepData.Empty.With("user", account.Name).With("uin", Text(uin)).With("password", attempt.Intent.Find("password"));
        },
        Compensation = new Compensation.Undo("cam:DeleteUser", (data, ct) => RemoveUserAsync(account.Name, Number(data, "uin"), ct)),
    };

    /// <summary>Makes the policy, or recognises it as ours.</summary>
    internal StepDefinition CreatePolicy(SubAccount account, IStepRunner steps, string document, string hash) => new()
    {
        Id = "cam.create-policy",
        Action = "cam:CreatePolicy",
        Execute = async (_, ct) =>
        {
            try
            {
                long made = await cam.CreatePolicyAsync(account.Name, document, account.Mark, ct).ConfigureAwait(false);
                return StepData.Empty.With("policyId", Text(made)).With("policyHash", hash);
            }
            catch (CloudConflictException)
            {
                return await cam.FindPolicyAsync(account.Name, ct).ConfigureAwait(false) switch
                {
                    null => throw steps.Wait("cam.create-policy", $"The policy '{account.Name}' is said to exist and is not listed yet.", ListLag),
                    { } policy when policy.Description == account.Mark => StepData.Empty.With("policyId", Text(policy.Id)),
                    _ => throw steps.Park(Foreign("cam.create-policy", "policy", account.Name)),
                };
            }
        },
        Compensation = new Compensation.Undo("cam:DeletePolicy", (data, ct) => cam.DeletePolicyAsync(Number(data, "policyId"), ct)),
    };

    internal StepDefinition UpdatePolicy(SubAccount account, long policyId, string document, string hash) => new()
    {
        Id = "cam.update-policy",
        Action = "cam:UpdatePolicy",
        Execute = async (_, ct) =>
        {
            await cam.UpdatePolicyAsync(policyId, document, account.Mark, ct).ConfigureAwait(false);
            return StepData.Empty.With("policyHash", hash);
        },
    };

    internal StepDefinition AttachPolicy(long policyId, long uin) => new()
    {
        Id = "cam.attach-policy",
        Action = "cam:AttachUserPolicy",
        Execute = async (_, ct) =>
        {
            await cam.AttachPolicyAsync(policyId, uin, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
        Compensation = new Compensation.Undo("cam:DetachUserPolicy", (_, ct) => cam.DetachPolicyAsync(policyId, uin, ct)),
    };

    internal StepDefinition DetachPolicy(long policyId, long uin) => new()
    {
        Id = "cam.detach-policy",
        Action = "cam:DetachUserPolicy",
        Execute = async (_, ct) =>
        {
            await cam.DetachPolicyAsync(policyId, uin, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
        Compensation = new Compensation.Undo("cam:AttachUserPolicy", (_, ct) => cam.AttachPolicyAsync(policyId, uin, ct)),
    };

    /// <summary>Reads which policies the user has beside its own: attached by a person, as this library attaches one only.</summary>
    /// <returns>A step that gives <c>foreign</c>: ids, divided by commas.</returns>
    internal StepDefinition ListForeignPolicies(SubAccount account, long uin) => new()
    {
        Id = "cam.list-foreign-policies",
        Action = "cam:ListAttachedUserPolicies",
        Execute = async (_, ct) =>
        {
            IReadOnlyList<CamAttachment> attached = await cam.ListAttachedAsync(uin, ct).ConfigureAwait(false);
            return StepData.Empty.With("foreign", string.Join(',', attached.Where(a => a.PolicyId != account.PolicyId).Select(a => Text(a.PolicyId))));
        },
    };

    internal StepDefinition DetachForeignPolicy(long policyId, long uin) => DetachPolicy(policyId, uin) with { Id = $"cam.detach-foreign-policy.{Text(policyId)}" };

    /// <summary>Gives back what a person had attached; a policy that is gone by now stays gone.</summary>
    internal StepDefinition AttachForeignPolicy(long policyId, long uin) => AttachPolicy(policyId, uin) with
    {
        Id = $"cam.attach-foreign-policy.{Text(policyId)}",
        Execute = async (_, ct) =>
        {
            bool found = await cam.TryAttachPolicyAsync(policyId, uin, ct).ConfigureAwait(false);
            return StepData.Empty.With("absent", found ? null : "true");
        },
    };

    /// <summary>Makes a key. Its secret is shown once: a key whose reply was lost is found by its description, and is of use to nobody.</summary>
    /// <returns>A step that gives <c>keyId</c> and <c>key</c>, or <c>lost</c> (ids to delete), or <c>full</c>.</returns>
    /// <param name="account">The sub-account.</param>
    /// <param name="uin">The user.</param>
    /// <param name="number">Which attempt at a key whose secret is known, from 1.</param>
    /// <param name="stays">Why the key is not undone; null where it is deleted.</param>
    internal StepDefinition CreateAccessKey(SubAccount account, long uin, int number, Compensation? stays)
    {
        string step = $"cam.create-access-key.{Text(number)}";
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
                    .With("madeAt", Text(timeProvider.GetUtcNow()));
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
                foreach (string id in Ids(data, "keyId").Concat(Ids(data, "lost")))
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
    internal StepDefinition FindRoom(SubAccount account, IStepRunner steps, long uin, int number, string[] inUse) => new()
    {
        Id = $"cam.list-access-keys.{Text(number)}",
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

    /// <summary>Looks for the user and the policy by name, for a binding that does not know them.</summary>
    /// <returns>A step that gives <c>uin</c> and <c>policyId</c>, where they are there and ours.</returns>
    internal StepDefinition Find(SubAccount account, IStepRunner steps) => new()
    {
        Id = "cam.find",
        Action = "cam:ListPolicies",
        Execute = async (attempt, ct) =>
        {
            CamUser? user = await cam.FindUserAsync(account.Name, ct).ConfigureAwait(false);
            CamPolicy? policy = await cam.FindPolicyAsync(account.Name, ct).ConfigureAwait(false);
            if (policy is null && attempt.Number == 1)
            {
                // A policy made a moment ago may be missing from the list: one more look, later.
                throw steps.Wait("cam.find", $"The policy '{account.Name}' is not listed; looking once more.", ListLag);
            }

            return StepData.Empty
                .With("uin", user?.Remark == account.Mark ? Text(user.Uin) : null)
                .With("policyId", policy?.Description == account.Mark ? Text(policy.Id) : null);
        },
    };

    internal StepDefinition DeletePolicy(long policyId) => new()
    {
        Id = "cam.delete-policy",
        Action = "cam:DeletePolicy",
        Execute = async (_, ct) =>
        {
            await cam.DeletePolicyAsync(policyId, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
        Compensation = new Compensation.Cannot("The sub-account's policy was deleted."),
    };

    internal StepDefinition DeleteUser(SubAccount account) => new()
    {
        Id = "cam.delete-user",
        Action = "cam:DeleteUser",
        Execute = async (_, ct) =>
        {
            await cam.DeleteUserAsync(account.Name, ct).ConfigureAwait(false);
            return StepData.Empty;
        },
        Compensation = new Compensation.Cannot("The sub-account was deleted."),
    };

    internal static string[] Ids(StepData data, string name) => data.Find(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    internal static long[] Numbers(StepData data, string name) => [.. Ids(data, name).Select(id => long.Parse(id, CultureInfo.InvariantCulture))];

    internal static long Number(StepData data, string name) => long.Parse(data[name], CultureInfo.InvariantCulture);

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private async ValueTask RemoveUserAsync(string name, long uin, CancellationToken cancellationToken)
    {
        foreach (CamKey key in await cam.ListAccessKeysAsync(uin, cancellationToken).ConfigureAwait(false))
        {
            await cam.DeleteAccessKeyAsync(uin, key.Id, cancellationToken).ConfigureAwait(false);
        }

        await cam.DeleteUserAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private static string Join(IEnumerable<CamKey> keys) => string.Join(',', keys.Select(k => k.Id));

    private static OperationProblem OverLimit(SubAccount account, string? previous) => new(
        "cam.create-access-key", "AccessKeyOverLimit",
        previous is null
            ? $"The sub-account '{account.Name}' has two access keys, the most there can be, and this library did not make the one it does not use."
            : $"The sub-account '{account.Name}' has two access keys, the most there can be, and somebody may still work with {previous}, which was in force before.",
        $"Delete {(previous is null ? "the key that was made by hand" : $"{previous}, when nobody works with it,")} in the console, then resume.");

    private static OperationProblem Foreign(string step, string what, string name) => new(
        step, "NameTaken", $"A {what} named '{name}' exists and does not carry this tenant's mark, so that it is somebody else's.",
        $"Look at the {what} in the console; remove it if nobody needs it and resume, or cancel the operation.");
}
