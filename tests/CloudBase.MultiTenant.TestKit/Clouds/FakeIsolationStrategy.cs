using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>An isolation strategy of several steps, some of which may happen once only.</summary>
public sealed class FakeIsolationStrategy(IFakeIdentities identities) : IIsolationStrategy
{
    public IsolationKind Kind { get; init; } = new("Fake");

    public Func<bool> VerifyIsUnclear { get; set; } = static () => false;

    /// <summary>Gets or sets whether the policy turns out to be somebody else's: found in the call itself, which then parks.</summary>
    public Func<StepAttempt, bool> PolicyIsTaken { get; set; } = static _ => false;

    /// <summary>Gets or sets how many more tenants fit beside those who have a place; null where nobody needs one.</summary>
    public Func<IReadOnlyCollection<EnvironmentAlias>, int?> Places { get; set; } = static _ => null;

    public static string NameOf(EnvironmentAlias alias) => "cbmt-" + alias.Value;

    public ValueTask<int?> CheckAsync(IReadOnlyCollection<EnvironmentAlias> reserved, CancellationToken cancellationToken) => new(Places(reserved));

    public async ValueTask<StepData> PrepareAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        string user = User(context);
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "fake.user",
                Action = "fake:AddUser",
                Safety = StepSafety.Once,
                Execute = async (_, token) =>
                {
                    await identities.AddUserAsync(user, token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Reconcile = async (_, token) => await identities.UserExistsAsync(user, token).ConfigureAwait(false)
                    ? new StepFinding.Found(StepData.Empty) : new StepFinding.NotThere(),
                Compensation = new Compensation.Undo("fake:RemoveUser", (_, token) => identities.RemoveUserAsync(user, token)),
            },
            cancellationToken).ConfigureAwait(false);
        await Repeatable(context, "fake.policy", (attempt, token) => PolicyIsTaken(attempt)
            ? throw context.Steps.Park(new OperationProblem("fake.policy", "PolicyTaken", $"The policy '{user}' is somebody else's.", "Remove it, then resume; or cancel the operation."))
            : identities.SetPolicyAsync(user, context.Environment.Id.Value, token), cancellationToken).ConfigureAwait(false);
        string key = await AddKeyAsync(context, "fake.key", [], cancellationToken).ConfigureAwait(false);
        return StepData.Empty.With("user", user).With("key", key);
    }

    public ValueTask<StepData> VerifyAsync(IsolationContext context, CancellationToken cancellationToken) => VerifyIsUnclear()
        ? throw context.Steps.Wait("fake.verify", "It cannot be told.", TimeSpan.FromSeconds(5))
        : new(context.Binding);

    public async ValueTask<StepData> SuspendAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        string user = User(context);
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "fake.disable",
                Action = "fake:SetEnabled",
                Execute = async (_, token) =>
                {
                    await identities.SetEnabledAsync(user, false, token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Compensation = new Compensation.Undo("fake:SetEnabled", (_, token) => identities.SetEnabledAsync(user, true, token)),
            },
            cancellationToken).ConfigureAwait(false);
        return context.Binding;
    }

    public async ValueTask<StepData> ReactivateAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        await Repeatable(context, "fake.enable", token => identities.SetEnabledAsync(User(context), true, token), cancellationToken).ConfigureAwait(false);
        return context.Binding;
    }

    public async ValueTask<StepData> RotateKeysAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        string old = context.Binding["key"];
        string key = await AddKeyAsync(context, "fake.new-key", [old], cancellationToken).ConfigureAwait(false);
        await Repeatable(context, "fake.old-key", token => identities.DeleteKeyAsync(User(context), old, token), cancellationToken).ConfigureAwait(false);
        return context.Binding.With("key", key);
    }

    public async ValueTask<StepData> RemoveAsync(IsolationContext context, CancellationToken cancellationToken)
    {
        await Repeatable(context, "fake.remove", token => identities.RemoveUserAsync(User(context), token), cancellationToken).ConfigureAwait(false);
        return StepData.Empty;
    }

    public async ValueTask<IReadOnlyList<string>> InventoryAsync(IsolationContext context, CancellationToken cancellationToken) =>
        await identities.ListKeysAsync(User(context), cancellationToken).ConfigureAwait(false);

    public EnvironmentCredentialKind ChooseCredential(CredentialRequest request) => default;

    public ValueTask<IssuedTemporaryKeys> IssueTemporaryKeysAsync(
        Tenant tenant, CredentialRequest request, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static string User(IsolationContext context) => NameOf(context.Tenant.Alias);

    private async ValueTask<string> AddKeyAsync(IsolationContext context, string step, string[] known, CancellationToken cancellationToken)
    {
        string user = User(context);
        StepData data = await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = step,
                Action = "fake:AddKey",
                Safety = StepSafety.Once,
                Execute = async (_, token) => StepData.Empty.With("key", await identities.AddKeyAsync(user, token).ConfigureAwait(false)),
                Reconcile = async (_, token) =>
                {
                    // A key whose secret nobody has is of no use: it goes, and another is made.
                    foreach (string lost in (await identities.ListKeysAsync(user, token).ConfigureAwait(false)).Except(known))
                    {
                        await identities.DeleteKeyAsync(user, lost, token).ConfigureAwait(false);
                    }

                    return new StepFinding.NotThere();
                },
                Compensation = new Compensation.Undo("fake:DeleteKey", (d, token) => identities.DeleteKeyAsync(user, d["key"], token)),
            },
            cancellationToken).ConfigureAwait(false);
        return data["key"];
    }

    private static ValueTask Repeatable(IsolationContext context, string id, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        Repeatable(context, id, (_, token) => call(token), cancellationToken);

    private static async ValueTask Repeatable(
        IsolationContext context, string id, Func<StepAttempt, CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = id.Replace('.', ':'),
                Execute = async (attempt, token) =>
                {
                    await call(attempt, token).ConfigureAwait(false);
                    return StepData.Empty;
                },
            },
            cancellationToken).ConfigureAwait(false);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"fake strategy {Kind}");
}
