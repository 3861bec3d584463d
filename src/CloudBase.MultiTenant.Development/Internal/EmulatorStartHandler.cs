namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Starts the emulator before the first request to it, where no host did.</summary>
internal sealed class EmulatorStartHandler(DevelopmentEmulator emulator) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (emulator.IsInProcess)
        {
            await emulator.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
