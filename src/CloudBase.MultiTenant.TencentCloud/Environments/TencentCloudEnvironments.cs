using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The environments of one Tencent Cloud account. Thread-safe.</summary>
internal sealed class TencentCloudEnvironments(
    TencentCloudClient client, EnvironmentTagger tagger, TencentCloudOptions options, TimeProvider timeProvider, ILogger<TencentCloudEnvironments> logger)
    : IEnvironmentCloud
{
    private readonly OrderCheck _check = new(client, options, timeProvider);
    private readonly EnvironmentLister _lister = new(client, logger);

    public CloudAccountName Account => CloudAccountName.Default;

    public CloudPlace Place { get; } = new(options.Site.ToString(), options.Region);

    public bool SpendsRealMoney => options.SpendsRealMoney ?? options.Endpoint is not { IsLoopback: true };

    public TimeSpan IsolationPeriod => options.IsolationPeriod;

    public async ValueTask<CloudClock> ReadClockAsync(CancellationToken cancellationToken)
    {
        CloudClockTracker clock = await client.KnowClockAsync(cancellationToken).ConfigureAwait(false);
        return clock.IsBeyondLimit ? throw client.TooFarOff(TcbActions.CreateEnv) : new CloudClock(clock.Now, clock.Offset);
    }

    public ValueTask CheckAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return _check.CheckAsync(spec, cancellationToken);
    }

    public async ValueTask<EnvironmentLimits> GetLimitsAsync(CancellationToken cancellationToken)
    {
        DescribeEnvLimitResponse limits = await client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        return new EnvironmentLimits
        {
            MaxEnvironments = limits.MaxEnvNum,
            CurrentEnvironments = limits.CurrentEnvNum,
            MaxDeletionsMonthly = limits.MaxDeleteMonthly,
            CurrentDeletionsMonthly = limits.CurrentDeleteMonthly,
            MaxDeletionsTotal = limits.MaxDeleteTotal,
            CurrentDeletionsTotal = limits.CurrentDeleteTotal,
        };
    }

    public async ValueTask EnsureMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(marker);
        try
        {
            await client.CallAsync(TagActions.CreateTag, new TagRequest(marker.Key, marker.Value), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Applied || exception.Message.Contains("existed", StringComparison.Ordinal))
        {
            // It exists already, which is what is wanted.
        }
    }

    public async ValueTask<bool> TryRemoveMarkerAsync(EnvironmentMarker marker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(marker);
        try
        {
            await client.CallAsync(TagActions.DeleteTag, new TagRequest(marker.Key, marker.Value), null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Applied)
        {
            return true;
        }
        catch (CloudConflictException)
        {
            return false;
        }
    }

    public async ValueTask<EnvironmentId> OrderAsync(EnvironmentOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        OrderCheck.CheckMonths(order.PeriodMonths, TcbActions.CreateEnv);
        OrderCheck.CheckRegion(order.Region, options.Region);
        List<CloudTag> tags = new(order.Tags.Count);
        foreach ((string key, string value) in order.Tags)
        {
            tags.Add(new CloudTag(key, value));
        }

        var request = new CreateEnvRequest
        {
            Alias = order.Alias.Value,
            PackageId = order.PackageId,
            Resources = order.Resources,
            Period = order.PeriodMonths,
            Tags = tags.Count == 0 ? null : tags,
            RenewFlag = order.AutoRenew ? BillingActions.AutoRenew : BillingActions.ManualRenew,
        };
        CreateEnvResponse response = await client.CallAsync(
            TcbActions.CreateEnv, request, new TencentCloudCallOptions { Region = order.Region, SignedAt = order.SignedAt }, cancellationToken).ConfigureAwait(false);
        return EnvironmentId.TryParse(response.EnvId, out EnvironmentId id) ? id : throw new CloudUnavailableException(
            $"{TcbActions.CreateEnv.FullName} succeeded without a usable EnvId ('{response.EnvId}'): look for the alias '{order.Alias}' among the environments.",
            CloudErrors.Details(TcbActions.CreateEnv, ClientErrorCodes.NotJson, CloudEffect.Unknown, transient: false));
    }

    public ValueTask<EnvironmentScan> ScanAsync(CancellationToken cancellationToken) => _lister.ScanAsync(cancellationToken);

    public async ValueTask<CloudEnvironment?> FindAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        DescribeEnvsResponse response;
        try
        {
            response = await client.CallAsync(TcbActions.DescribeEnvs, new DescribeEnvsRequest { EnvId = environment.Value }, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException)
        {
            return null;
        }

        foreach (EnvInfo info in response.EnvList ?? [])
        {
            if (info.EnvId == environment.Value)
            {
                return EnvironmentMapping.Map(info, environment);
            }
        }

        return null;
    }

    public async ValueTask<EnvironmentBilling?> FindBillingAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        DescribeBillingInfoResponse response;
        try
        {
            response = await client.CallAsync(TcbActions.DescribeBillingInfo, new DescribeBillingInfoRequest(environment.Value), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException)
        {
            return null;
        }

        foreach (EnvBillingInfo info in response.EnvBillingInfoList ?? [])
        {
            if (info.EnvId == environment.Value)
            {
                return EnvironmentMapping.Map(info, environment);
            }
        }

        return null;
    }

    public async ValueTask RenewAsync(EnvironmentId environment, int months, DateTimeOffset signedAt, CancellationToken cancellationToken)
    {
        OrderCheck.CheckMonths(months, TcbActions.RenewEnv);
        await client.CallAsync(
            TcbActions.RenewEnv, new RenewEnvRequest(environment.Value, months), new TencentCloudCallOptions { SignedAt = signedAt }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ChangePlanAsync(EnvironmentId environment, string packageId, DateTimeOffset signedAt, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(packageId);
        await client.CallAsync(
            TcbActions.ModifyEnvPlan, new ModifyEnvPlanRequest(environment.Value, packageId), new TencentCloudCallOptions { SignedAt = signedAt }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetAutoRenewAsync(EnvironmentId environment, bool enabled, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.AutoRenewalProductCode))
        {
            await RequireNoRenewalAsync(environment, enabled, cancellationToken).ConfigureAwait(false);
            return;
        }

        CloudEnvironment? found = await FindAsync(environment, cancellationToken).ConfigureAwait(false);
        var request = new SetRenewalRequest
        {
            ProductCode = options.AutoRenewalProductCode,
            RegionCode = found?.Region ?? options.Region,
            InstanceId = environment.Value,
            RenewFlag = enabled ? BillingActions.AutoRenew : BillingActions.ManualRenew,
        };
        try
        {
            await client.CallAsync(BillingActions.SetRenewal, request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudNotFoundException) when (!enabled && found is null)
        {
            // What is gone renews itself no more.
        }
    }

    public async ValueTask RenameAsync(EnvironmentId environment, EnvironmentAlias alias, CancellationToken cancellationToken) => await client.CallAsync(
        TcbActions.ModifyEnv, new ModifyEnvRequest { EnvId = environment.Value, Alias = alias.Value }, null, cancellationToken).ConfigureAwait(false);

    public async ValueTask TagAsync(EnvironmentId environment, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tags);
        CloudEnvironment? found = await FindAsync(environment, cancellationToken).ConfigureAwait(false);
        await tagger.TagAsync(environment, found?.Region ?? options.Region, tags, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetRequestLimitAsync(EnvironmentId environment, int? requestsPerSecond, CancellationToken cancellationToken)
    {
        if (requestsPerSecond is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(requestsPerSecond), requestsPerSecond, "Give at least 1 request a second, or null to lift the limit.");
        }

        await client.CallAsync(
            TcbActions.ModifyEnv, new ModifyEnvRequest { EnvId = environment.Value, CustomQps = requestsPerSecond ?? -1 }, null, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask IsolateAsync(EnvironmentId environment, bool skipIsolationPeriod, bool ignoreRemainingData, CancellationToken cancellationToken)
    {
        var request = new DestroyEnvRequest(environment.Value, skipIsolationPeriod ? true : null, ignoreRemainingData ? true : null);
        try
        {
            await client.CallAsync(TcbActions.DestroyEnv, request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (exception is { IsTransient: false, Effect: CloudEffect.Applied } or CloudNotFoundException)
        {
            // It is gone or isolated, which is what is wanted.
        }
        catch (CloudCallException exception) when (NamesIsolation(exception.Message))
        {
            // The message may say that it is isolated, or why it cannot be: the books tell.
            EnvironmentBilling? billing = await FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
            if (billing is { IsIsolated: false } || (billing is not null && skipIsolationPeriod))
            {
                throw;
            }
        }
    }

    private static bool NamesIsolation(string message) =>
        message.Contains("isolat", StringComparison.OrdinalIgnoreCase) || message.Contains("隔离", StringComparison.Ordinal);

    private async ValueTask RequireNoRenewalAsync(EnvironmentId environment, bool enabled, CancellationToken cancellationToken)
    {
        EnvironmentBilling? billing = enabled ? null : await FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        if (enabled || billing is { AutoRenews: true })
        {
            throw new CloudInvalidRequestException(
                $"Auto-renewal of '{environment}' was not switched {(enabled ? "on" : "off")}: set AutoRenewalProductCode of TencentCloudOptions to CloudBase's product code at the billing service, as a bill shows it.",
                CloudErrors.Details(BillingActions.SetRenewal, "ClientError.NoProductCode", CloudEffect.None, transient: false));
        }
    }
}
