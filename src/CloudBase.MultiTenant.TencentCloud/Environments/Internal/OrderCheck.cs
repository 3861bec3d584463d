using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Checks an order against what the cloud sells, before anything is bought; what the cloud said is kept for a while.</summary>
internal sealed class OrderCheck(TencentCloudClient client, TencentCloudOptions options, TimeProvider timeProvider)
{
    /// <summary>How long the cloud's list of packages counts: packages change a few times a year, and thousands of tenants ask.</summary>
    private static readonly TimeSpan Shelf = TimeSpan.FromMinutes(5);

    /// <summary>The vendor's own library asks for these kinds of package.</summary>
    private static readonly string[] PackageKinds = ["default", "vip", "basic", "trial"];

    private static readonly string[] Resources = ["flexdb", "function", "postgresql", "storage"];

    private readonly SharedRead<Offer> _reading = new();
    private volatile Offer? _offer;

    public async ValueTask CheckAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        string region = spec.Region ?? options.Region;
        if (options.Regions.Count > 0 && !options.Regions.Contains(region))
        {
            throw Refuse("UnknownRegion", $"The region '{region}' is none that CloudBase offers: choose one of {string.Join(", ", options.Regions)}, or add it to Regions of TencentCloudOptions.");
        }

        CheckRegion(spec.Region, options.Region);
        foreach (string resource in spec.Resources ?? [])
        {
            if (Array.BinarySearch(Resources, resource, StringComparer.Ordinal) < 0)
            {
                throw Refuse("UnknownResource", $"The resource '{resource}' is none that an environment starts with: choose among {string.Join(", ", Resources)}.");
            }
        }

        if (spec.Resources is { Count: 0 })
        {
            throw Refuse("NoResource", $"The order names no resource: choose at least one of {string.Join(", ", Resources)}.");
        }

        if (spec.PeriodMonths is { } months)
        {
            CheckMonths(months, TcbActions.CreateEnv);
        }

        await CheckOfferAsync(spec.PackageId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses another region than the calls go to: an environment there would be bought, and then neither found nor renewed nor removed.</summary>
    public static void CheckRegion(string? asked, string region)
    {
        if (asked is not null && asked != region)
        {
            throw Refuse(
                "OtherRegion",
                $"The region '{asked}' was asked for, and this host works in '{region}': a host serves one region, that of TencentCloudOptions. "
                + $"Ask for '{region}' or for none, or serve the tenants of '{asked}' by a host whose Region is '{asked}', with a deployment and a store of its own.");
        }
    }

    public static void CheckMonths(int months, TencentCloudAction action)
    {
        if (months is not ((>= 1 and <= 12) or 24))
        {
            throw Refuse("UnknownPeriod", $"A period of {months} months is not sold: choose 1 to 12, or 24.", action);
        }
    }

    private async ValueTask CheckOfferAsync(string? package, CancellationToken cancellationToken)
    {
        Offer? offer = _offer;
        if (offer is null || timeProvider.GetElapsedTime(offer.ReadAt) > Shelf)
        {
            offer = await _reading.GetAsync(ReadOfferAsync, cancellationToken).ConfigureAwait(false);
        }

        // An empty list says nothing of what exists; the order itself is then refused by the cloud, unpaid.
        if (package is not null && offer.Packages.Count > 0 && !offer.Packages.Contains(package))
        {
            throw Refuse("UnknownPackage", $"The package '{package}' is none that this account is offered: choose one of {string.Join(", ", offer.Packages.Order(StringComparer.Ordinal))}.");
        }
    }

    private async ValueTask<Offer> ReadOfferAsync(CancellationToken cancellationToken)
    {
        CheckTcbServiceResponse service = await client.CallAsync(TcbActions.CheckTcbService, EmptyRequest.Instance, null, cancellationToken).ConfigureAwait(false);
        if (service.Initialized == false)
        {
            throw Refuse("ServiceOff", "CloudBase is not switched on for this account: open tcb.cloud.tencent.com once with it (tcb.tencentcloud.com on the international site).");
        }

        DescribeBaasPackageListResponse list = await client.CallAsync(
            TcbActions.DescribeBaasPackageList, new DescribeBaasPackageListRequest("qcloud", "new", PackageKinds), null, cancellationToken).ConfigureAwait(false);
        HashSet<string> packages = new(StringComparer.Ordinal);
        foreach (BaasPackageInfo package in list.PackageList ?? [])
        {
            if (package.PackageName is { Length: > 0 } name)
            {
                packages.Add(name);
            }
        }

        return _offer = new Offer(packages, timeProvider.GetTimestamp());
    }

    private static CloudInvalidRequestException Refuse(string code, string message, TencentCloudAction? action = null) =>
        new(message + " Nothing was sent.", CloudErrors.Details(action ?? TcbActions.CreateEnv, "ClientError." + code, CloudEffect.None, transient: false));

    private sealed record Offer(IReadOnlySet<string> Packages, long ReadAt);
}
