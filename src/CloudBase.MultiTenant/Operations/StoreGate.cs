using System.Security.Cryptography;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Opens the store for this deployment: lazily, once, and again by the next caller after a failure.</summary>
internal sealed class StoreGate(IMultiTenantStore store, PinnedPlace place, IOptions<CloudBaseOptions> options, IRandomSource random, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<StoreIdentity>? _opening;

    public IMultiTenantStore Store => store;

    /// <summary>Gets what the store is pinned to; a caller's token ends only its own wait.</summary>
    public ValueTask<StoreIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        Task<StoreIdentity> opening;
        lock (_lock)
        {
            if (_opening is null || _opening.IsFaulted || _opening.IsCanceled)
            {
                _opening = OpenOnceAsync();
            }

            opening = _opening;
        }

        return opening.IsCompletedSuccessfully ? new(opening) : new(opening.WaitAsync(cancellationToken));
    }

    private async Task<StoreIdentity> OpenOnceAsync()
    {
        string name = options.Value.DeploymentName
            ?? throw new OptionsValidationException(
                nameof(CloudBaseOptions), typeof(CloudBaseOptions), [$"{CloudBaseErrorCodes.MissingSetting}: DeploymentName is not set: name this installation, such as 'production'."]);
        Span<byte> key = stackalloc byte[32];
        random.Fill(key);
        var proposed = new StoreIdentity(DeploymentName.Parse(name), Convert.ToHexStringLower(key), time.GetUtcNow());
        CryptographicOperations.ZeroMemory(key);
        StoreIdentity pinned = await store.OpenAsync(proposed, CancellationToken.None).ConfigureAwait(false);
        await place.RequireAsync(CancellationToken.None).ConfigureAwait(false);
        return pinned;
    }
}
