using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>What a rotation inside two keys needs beside the calls: which key was the old one, and when it may go.</summary>
internal static class CamRotation
{
    /// <summary>Writes down which key is in force before anything changes.</summary>
    internal static StepDefinition Begin(SubAccount account) => new()
    {
        Id = "cam.begin-rotation",
        Action = "none",
        Intent = StepData.Empty.With("old", account.KeyId),
        Execute = (attempt, _) => ValueTask.FromResult(attempt.Intent),
    };

    /// <summary>Puts the new key in force in the same commit as its receipt, so that whoever asks from now on gets it.</summary>
    internal static Tenant PutInForce(Tenant tenant, StepData made, string? old) => made.Find("keyId") is null
        ? tenant
        : tenant with
        {
            Isolation =
            [
                .. tenant.Isolation.Select(b => b.Kind == IsolationKind.CamSubAccount
                    ? b with { Data = b.Data.With("keyId", made["keyId"]).With("key", made["key"]).With("previousKeyId", old) }
                    : b),
            ],
        };

    /// <summary>Ends this round until the old key's time is over.</summary>
    internal static void RequireOverlapPassed(IsolationContext context, StepData made, TimeProvider timeProvider)
    {
        int seconds = context.Input.Find("overlap") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        DateTimeOffset until = DateTimeOffset.Parse(made["madeAt"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).AddSeconds(seconds);
        TimeSpan left = until - timeProvider.GetUtcNow();
        if (seconds > 0 && left > TimeSpan.Zero)
        {
            throw context.Steps.Wait("cam.overlap", $"The old key works beside the new one until {until:O}.", left);
        }
    }
}
