namespace CloudBase.MultiTenant.Ports;

/// <summary>One cloud account's environments: ordered, watched, renewed, isolated. Implementations are thread-safe.</summary>
/// <remarks>
/// Calls that pay are made exactly once and carry the time of their signature; everything else may be repeated.
/// A failed call throws a <see cref="CloudCallException"/> that says what it has changed.
/// </remarks>
public interface IEnvironmentCloud
{
    /// <summary>Gets the account.</summary>
    CloudAccountName Account { get; }

    /// <summary>Gets where the account's environments are ordered and looked for; a store is pinned to it.</summary>
    CloudPlace Place { get; }

    /// <summary>Gets whether orders here cost real money; false for an emulator.</summary>
    bool SpendsRealMoney { get; }

    /// <summary>Gets how long after an isolation the cloud is expected to purge an environment.</summary>
    TimeSpan IsolationPeriod { get; }

    /// <summary>Reads the cloud's clock, asking the cloud when it is not known yet.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CloudClockSkewException">This machine's clock is too far off to sign anything.</exception>
    ValueTask<CloudClock> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>Checks, before anything is bought, that the service is on and that package, region, resources and period exist.</summary>
    /// <param name="spec">The complete specification.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CloudInvalidRequestException">Something does not exist; the message names it and lists what does.</exception>
    ValueTask CheckAsync(TenantSpec spec, CancellationToken cancellationToken);

    /// <summary>Reads how much room the account has.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentLimits> GetLimitsAsync(CancellationToken cancellationToken);

    /// <summary>Makes sure that a tag exists.</summary>
    /// <param name="marker">The tag.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask EnsureMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken);

    /// <summary>Removes a tag; returns false while something still carries it.</summary>
    /// <param name="marker">The tag.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TryRemoveMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken);

    /// <summary>Orders and pays an environment. Sent exactly once.</summary>
    /// <param name="order">The order, with the time of its signature.</param>
    /// <param name="cancellationToken">Ends the wait; the order may have gone out.</param>
    ValueTask<EnvironmentId> OrderAsync(EnvironmentOrder order, CancellationToken cancellationToken);

    /// <summary>Lists all environments of the account.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentScan> ScanAsync(CancellationToken cancellationToken);

    /// <summary>Reads one environment, or returns null when the cloud does not know it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<CloudEnvironment?> FindAsync(EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Reads what the cloud's books say of an environment, or returns null.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentBilling?> FindBillingAsync(EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Pays for more months. Sent exactly once.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="months">How many months: 1 to 12, or 24.</param>
    /// <param name="signedAt">The time of the signature, by the cloud's clock.</param>
    /// <param name="cancellationToken">Ends the wait; the order may have gone out.</param>
    ValueTask RenewAsync(EnvironmentId environment, int months, DateTimeOffset signedAt, CancellationToken cancellationToken);

    /// <summary>Moves an environment to another package, paying the difference. Sent exactly once.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="packageId">The package.</param>
    /// <param name="signedAt">The time of the signature, by the cloud's clock.</param>
    /// <param name="cancellationToken">Ends the wait; the order may have gone out.</param>
    ValueTask ChangePlanAsync(EnvironmentId environment, string packageId, DateTimeOffset signedAt, CancellationToken cancellationToken);

    /// <summary>Switches on or off that the cloud renews an environment by itself.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="enabled">Whether it is to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SetAutoRenewAsync(EnvironmentId environment, bool enabled, CancellationToken cancellationToken);

    /// <summary>Gives an environment another alias.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask RenameAsync(EnvironmentId environment, EnvironmentAlias alias, CancellationToken cancellationToken);

    /// <summary>Puts tags on an environment, in the place of values that it has under the same keys; other keys stay.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask TagAsync(EnvironmentId environment, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Limits the requests a second that an environment answers; null lifts the limit.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="requestsPerSecond">The limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask SetRequestLimitAsync(EnvironmentId environment, int? requestsPerSecond, CancellationToken cancellationToken);

    /// <summary>Isolates an environment: it stops, and is purged later. An environment that is isolated or gone counts as done.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="skipIsolationPeriod">Whether it is destroyed at once.</param>
    /// <param name="ignoreRemainingData">Whether the cloud does not look for resources and data.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask IsolateAsync(EnvironmentId environment, bool skipIsolationPeriod, bool ignoreRemainingData, CancellationToken cancellationToken);
}
