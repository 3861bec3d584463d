using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>The single steps of a sub-account's life but for its keys: one outside effect each.</summary>
internal sealed class CamSteps(ICamDirectory cam, ISecretProtector protector)
{
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

    private static OperationProblem Foreign(string step, string what, string name) => new(
        step, "NameTaken", $"A {what} named '{name}' exists and does not carry this tenant's mark, so that it is somebody else's.",
        $"Look at the {what} in the console; remove it if nobody needs it and resume, or cancel the operation.");
}
