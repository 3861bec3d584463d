using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.DataProtection;

/// <summary>Finds at start what would otherwise be found when the first secret is to be stored, after money was spent.</summary>
internal sealed class KeyRingCheckAtStart(KeyRingCheck check, ISecretProtector protector) : IHostedService
{
    private const string Purpose = "start";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        check.ThrowIfKeysMayBeLost();
        var probe = new SecretString("probe");
        if (!protector.TryUnprotect(protector.Protect(probe, Purpose), Purpose, out SecretString? read) || !read.Equals(probe))
        {
            throw new SecretProtectionException(
                "What is protected now cannot be read back: the key ring is damaged, or its place can be written and not read. Check the key ring of AddDataProtection().");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
