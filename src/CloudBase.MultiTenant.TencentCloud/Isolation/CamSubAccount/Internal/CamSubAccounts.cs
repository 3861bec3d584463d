using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Reads what a tenant's binding holds; what is secret was stored protected.</summary>
internal sealed class CamSubAccounts(
    ITenantDirectory tenants,
    ITenantProvisioner provisioner,
    IMultiTenantStore store,
    ISecretProtector protector,
    IOptions<CamSubAccountOptions> options,
    IOptions<TencentCloudOptions> cloud,
    IOptions<CloudBaseOptions> deployment,
    TimeProvider timeProvider,
    ILogger<CamSubAccounts> logger) : ICamSubAccounts
{
    private const int MaxCommits = 5;

    public async ValueTask<CamAccessKey> GetAccessKeyAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        (Tenant found, StepData data, EnvironmentId environment) = await ReadAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (KeyOf(data, environment) is { } key)
        {
            return key;
        }

        IsolationLog.KeyUnreadable(logger, environment);
        await provisioner.RotateKeysAsync(found.Id, RotateKeysOptions.Default, cancellationToken).ConfigureAwait(false);
        (_, data, environment) = await ReadAsync(tenant, cancellationToken).ConfigureAwait(false);
        return KeyOf(data, environment) ?? throw new CredentialUnavailableException(
            $"The stored access key of tenant '{tenant}' cannot be read back, not even after it was renewed: see that the key ring that protects secrets is kept.", tenant);
    }

    public async ValueTask<SecretString?> TakeInitialPasswordAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < MaxCommits; i++)
        {
            (Tenant found, StepData data, EnvironmentId environment) = await ReadAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (data.Find("password") is not { } stored)
            {
                return null;
            }

            if (found.CurrentOperation is { } operation)
            {
                throw new TenantStateException($"Tenant '{tenant}' is being changed by operation {operation}: take the password when that is done.", tenant, found.State);
            }

            if (!protector.TryUnprotect(stored, SubAccount.PasswordPurpose(environment), out SecretString? password))
            {
                throw new CredentialUnavailableException(
                    $"The initial password of tenant '{tenant}' cannot be read back: reset the password of '{data["user"]}' in the console.", tenant);
            }

            // Removed first: of two callers, or two hosts, the version lets only one go on.
            Tenant without = found with
            {
                Isolation = [.. found.Isolation.Select(b => b.Kind == IsolationKind.CamSubAccount ? b with { Data = b.Data.With("password", null) } : b)],
                UpdatedAt = timeProvider.GetUtcNow(),
            };
            CommitResult result = await store.CommitAsync(
                ChangeSet.Of(new StoreChange.UpdateTenant(without), new StoreChange.AppendAudit(Audit(without))), cancellationToken).ConfigureAwait(false);
            if (result.IsCommitted)
            {
                IsolationLog.PasswordTaken(logger, environment);
                return password;
            }
        }

        throw new StoreUnavailableException($"Tenant '{tenant}' changed {MaxCommits} times while its password was taken: try again.");
    }

    public async ValueTask<CamSignIn?> GetSignInAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        (_, StepData data, _) = await ReadAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (data.Find("login") is null)
        {
            return null;
        }

        string site = cloud.Value.Site == TencentCloudSite.International ? "https://www.tencentcloud.com" : "https://cloud.tencent.com";
        string address = options.Value.SignInAddress ?? site + "/login/subAccount/{account}?type=subAccount&username={user}";
        return new CamSignIn(
            new Uri(address
                .Replace("{account}", Uri.EscapeDataString(data["account"]), StringComparison.Ordinal)
                .Replace("{user}", Uri.EscapeDataString(data["user"]), StringComparison.Ordinal)),
            data["account"],
            data["user"]);
    }

    private async ValueTask<(Tenant Tenant, StepData Data, EnvironmentId Environment)> ReadAsync(TenantId id, CancellationToken cancellationToken)
    {
        Tenant tenant = await tenants.GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (tenant.State != TenantState.Active || tenant.EnvironmentId is not { } environment)
        {
            throw new TenantStateException($"Tenant '{id}' is {tenant.State}: its sub-account is handed out only while it is Active.", id, tenant.State);
        }

        IsolationBinding? binding = tenant.Isolation.FirstOrDefault(b => b.Kind == IsolationKind.CamSubAccount && b.State == IsolationBindingState.Active);
        return binding is null
            ? throw new TenantStateException($"Tenant '{id}' has no sub-account: it is isolated by {tenant.ActiveIsolation()?.Kind.ToString() ?? "nothing"}.", id, tenant.State)
            : (tenant, binding.Data, environment);
    }

    private CamAccessKey? KeyOf(StepData data, EnvironmentId environment) =>
        data.Find("key") is { } stored && protector.TryUnprotect(stored, SubAccount.KeyPurpose(environment), out SecretString? secret)
            ? new CamAccessKey(data["keyId"], secret, environment)
            : null;

    private AuditRecord Audit(Tenant tenant) => new()
    {
        At = timeProvider.GetUtcNow(),
        Tenant = tenant.Key,
        Action = "cam:TakeInitialPassword",
        Outcome = AuditOutcome.Applied,
        Actor = deployment.Value.HostName ?? "host",
        Detail = "The initial password of the sub-account was handed out.",
    };
}
