using System.Security.Cryptography;
using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Whether secrets can be protected and read back: a new one, and one that is stored already.</summary>
internal sealed class SecretsPreflight(ISecretProtector protector, StoreGate gate, IEnvironmentCloud cloud, IRandomSource random) : IPreflightCheck
{
    /// <summary>How many tenants are asked for a stored key: enough to find one, few enough to stay quick.</summary>
    private const int TenantsAsked = 20;

    public string Name => "secrets";

    public PreflightStage Stage => PreflightStage.Host;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        if (!CanReadBackANewOne())
        {
            return PreflightFinding.Failed(Name, "What was just protected could not be read back.", "Look at the registered ISecretProtector: it has to read what it wrote.");
        }

        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await FindStoredAsync(cancellationToken).ConfigureAwait(false) switch
        {
            null => PreflightFinding.Ok(Name, "They can be protected and read back; none is stored yet that could be tried."),
            { } stored when protector.TryUnprotect(stored.ProtectedKey!, ApiKeyRules.Purpose(stored), out _) =>
                PreflightFinding.Ok(Name, "They can be protected and read back, those that are stored already too."),
            _ => PreflightFinding.Warning(
                Name, "A secret that is stored already cannot be read with the keys at hand: each such secret is issued again.",
                "Give this host the protection keys that the others have, if there are others."),
        };
    }

    private bool CanReadBackANewOne()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        string text = Convert.ToHexStringLower(bytes);
        string sealedText = protector.Protect(new SecretString(text), "preflight");
        return !sealedText.Contains(text, StringComparison.Ordinal)
            && protector.TryUnprotect(sealedText, "preflight", out SecretString? read)
            && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(read.Reveal()), System.Text.Encoding.UTF8.GetBytes(text));
    }

    private async ValueTask<ApiKeySlot?> FindStoredAsync(CancellationToken cancellationToken)
    {
        int asked = 0;
        TenantQuery query = new() { State = TenantState.Active, PageSize = TenantsAsked };
        await foreach (Tenant tenant in gate.Store.ListTenantsAsync(cloud.Account, query, cancellationToken).ConfigureAwait(false))
        {
            if (tenant.EnvironmentId is { } environment)
            {
                IReadOnlyList<ApiKeySlot> slots = await gate.Store.ReadApiKeySlotsAsync(cloud.Account, environment, cancellationToken).ConfigureAwait(false);
                if (slots.FirstOrDefault(s => s.ProtectedKey is not null) is { } found)
                {
                    return found;
                }
            }

            if (++asked == TenantsAsked)
            {
                break;
            }
        }

        return null;
    }
}
