using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>One round of a rotation inside two keys: which key was the old one, until when it can be put back, and when it may go.</summary>
/// <remarks>
/// The old key stays in the binding beside the new one until its deletion begins. Undone before, the rotation puts it back and deletes the new
/// one; from then on the deletion is finished, and the new key stays. An older version kept no secret of the old key: then the new one stays, too.
/// </remarks>
internal sealed class CamRotation(ICamDirectory cam, SubAccount account, long uin, StepData listed, StepData begun)
{
    private const string Retired = "The deletion of the key before it had begun, so that the new key stays in force.";
    private const string NotKept = "The secret of the key before it was not kept, so that the new key stays in force.";

    private readonly string? _old = begun.Find("old");
    private readonly string? _previous = begun.Find("previous");

    /// <summary>Gets the keys that somebody may work with: the one in force, and one that an interrupted rotation of an older version left.</summary>
    internal string[] InUse => [.. new[] { _old, _previous }.OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Gets whether undoing ends with the key that was in force before.</summary>
    internal bool CanPutBack => account.KeyId == _old || account.Data.Find("previousKey") is not null;

    /// <summary>Gets why the new key is not undone.</summary>
    internal Compensation Stays => new Compensation.Cannot(account.PreviousKeyId is null ? Retired : NotKept);

    // An older version left a binding whose key in force is gone, and whose previous one works.
    private bool IsOldLost => _previous is not null && !CamSteps.Ids(listed, "active").Concat(CamSteps.Ids(listed, "inactive")).Contains(_old);

    /// <summary>Writes down which key is in force before anything changes.</summary>
    internal static StepDefinition Begin(SubAccount account) => new()
    {
        Id = "cam.begin-rotation",
        Action = "none",
        Intent = StepData.Empty.With("old", account.KeyId).With("previous", account.PreviousKeyId),
        Execute = (attempt, _) => ValueTask.FromResult(attempt.Intent),
    };

    /// <summary>Says whether an older version put the new key in force: without a step, and without keeping the old one.</summary>
    internal bool IsOfOlderVersion(StepData made) =>
        account.KeyId == made["keyId"] && account.PreviousKeyId is not null && account.PreviousKeyId == _old && account.Data.Find("previousKey") is null;

    /// <summary>Puts the new key in force, and keeps the old one beside it.</summary>
    internal StepDefinition PutInForce(StepData made, TimeProvider timeProvider) => new()
    {
        Id = "cam.put-in-force",
        Action = "none",
        Execute = (_, _) => ValueTask.FromResult(StepData.Empty.With("at", CamSteps.Text(timeProvider.GetUtcNow()))),
        Apply = (tenant, _) => Change(tenant, data => data
            .With("keyId", made["keyId"])
            .With("key", made["key"])
            .With("previousKeyId", IsOldLost ? _previous : _old)
            .With("previousKey", IsOldLost ? null : data.Find("key"))),
        Compensation = CanPutBack ? new Compensation.Undo("none", static (_, _) => default) { Apply = static (tenant, _) => Change(tenant, PutBack) } : Compensation.Nothing,
    };

    /// <summary>Gives the old key up before its deletion begins: nothing puts it back from here on.</summary>
    /// <remarks>It may happen once, so that undoing, which repeats what was interrupted and may be repeated, does not give it up.</remarks>
    internal StepDefinition Retire() => new()
    {
        Id = "cam.retire-old-key",
        Action = "none",
        Safety = StepSafety.Once,
        Execute = static (_, _) => ValueTask.FromResult(StepData.Empty),
        Reconcile = static (_, _) => ValueTask.FromResult<StepFinding>(new StepFinding.NotThere()),
        Apply = static (tenant, _) => Change(tenant, Forget),
        Compensation = new Compensation.Park(Retired, "cam:DeleteAccessKey", async (_, ct) =>
        {
            foreach (string keyId in InUse)
            {
                await cam.DeleteAccessKeyAsync(uin, keyId, ct).ConfigureAwait(false);
            }
        }),
    };

    /// <summary>Makes a key's deletion the end of the rotation.</summary>
    internal static StepDefinition Last(StepDefinition delete) =>
        delete with { Apply = static (tenant, _) => Change(tenant, Forget), Compensation = new Compensation.Cannot(Retired) };

    /// <summary>Forgets the key before the one in force.</summary>
    internal static StepData Forget(StepData data) => data.With("previousKeyId", null).With("previousKey", null);

    /// <summary>Ends this round until the old key's time is over.</summary>
    /// <param name="context">The tenant and the runner.</param>
    /// <param name="from">Since when the new key is in force.</param>
    /// <param name="timeProvider">The clock.</param>
    internal static void RequireOverlapPassed(IsolationContext context, string from, TimeProvider timeProvider)
    {
        int seconds = context.Input.Find("overlap") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        DateTimeOffset until = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).AddSeconds(seconds);
        TimeSpan left = until - timeProvider.GetUtcNow();
        if (seconds > 0 && left > TimeSpan.Zero)
        {
            throw context.Steps.Wait("cam.overlap", $"The old key works beside the new one until {until:O}.", left);
        }
    }

    private static StepData PutBack(StepData data) => data.Find("previousKey") is { } key
        ? Forget(data.With("keyId", data["previousKeyId"]).With("key", key))
        : data;

    private static Tenant Change(Tenant tenant, Func<StepData, StepData> change) => tenant with
    {
        Isolation = [.. tenant.Isolation.Select(b => b.Kind == IsolationKind.CamSubAccount ? b with { Data = change(b.Data) } : b)],
    };
}
