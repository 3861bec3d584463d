using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Where a store's tenants are, pinned by the first host that opens it: a host of another region would look for their environments in the wrong place.</summary>
internal sealed class PinnedPlace(IMultiTenantStore store, IEnvironmentCloud cloud, TimeProvider time)
{
    private const string Kind = "cloud-place";
    private const string Name = "default";
    private const string Site = "site";
    private const string Region = "region";

    /// <summary>Pins this host's place where none is pinned.</summary>
    /// <exception cref="RegionMismatchException">Another one is pinned.</exception>
    public async ValueTask RequireAsync(CancellationToken cancellationToken)
    {
        CloudPlace here = cloud.Place;
        CloudPlace pinned;
        while (true)
        {
            if (await store.FindSharedRecordAsync(cloud.Account, Kind, Name, cancellationToken).ConfigureAwait(false) is { } record)
            {
                pinned = new CloudPlace(record.Data[Site], record.Data[Region]);
                break;
            }

            // A store of before this was pinned: its tenants say where they are.
            pinned = await FindRegionAsync(cancellationToken).ConfigureAwait(false) is { } region ? here with { Region = region } : here;
            if (pinned != here || (await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(new SharedRecord
            {
                Account = cloud.Account,
                Kind = Kind,
                Name = Name,
                Data = StepData.Empty.With(Site, here.Site).With(Region, here.Region),
                UpdatedAt = time.GetUtcNow(),
            })), cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                break;
            }
        }

        if (pinned != here)
        {
            throw new RegionMismatchException(
                $"The store's tenants are in {pinned} and this host works in {here}, where their environments would not be found: "
                + "configure the site and region that the store has, or give this one a store of its own.",
                pinned, here);
        }
    }

    private async ValueTask<string?> FindRegionAsync(CancellationToken cancellationToken)
    {
        await foreach (Tenant tenant in store.ListTenantsAsync(cloud.Account, TenantQuery.All, cancellationToken).ConfigureAwait(false))
        {
            if (tenant.Spec.Region is { } region)
            {
                return region;
            }
        }

        return null;
    }
}
