using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

internal enum CamFault
{
    None,
    LostBefore,
    LostAfter,
    LandsLate,
    CrashBefore,
    CrashAfter,
    Throttled,
}

/// <summary>Puts a fault on chosen calls, counted from 1.</summary>
internal sealed class FaultyCam(ICamDirectory inner, Func<int, CamFault> faultOf) : ICamDirectory
{
    private readonly List<Func<Task>> _late = [];

    public int Calls { get; private set; }

    public ValueTask<CamUsage> GetUsageAsync(CancellationToken ct) => CallAsync(() => inner.GetUsageAsync(ct));

    public ValueTask<long> AddUserAsync(string name, string remark, SecretString? password, CancellationToken ct) =>
        CallAsync(() => inner.AddUserAsync(name, remark, password, ct));

    public ValueTask<CamUser?> FindUserAsync(string name, CancellationToken ct) => CallAsync(() => inner.FindUserAsync(name, ct));

    public async ValueTask DeleteUserAsync(string name, CancellationToken ct) => await CallAsync(() => Done(inner.DeleteUserAsync(name, ct)));

    public ValueTask<long> CreatePolicyAsync(string name, string document, string description, CancellationToken ct) =>
        CallAsync(() => inner.CreatePolicyAsync(name, document, description, ct));

    public async ValueTask UpdatePolicyAsync(long policyId, string document, string description, CancellationToken ct) =>
        await CallAsync(() => Done(inner.UpdatePolicyAsync(policyId, document, description, ct)));

    public ValueTask<CamPolicy?> FindPolicyAsync(string name, CancellationToken ct) => CallAsync(() => inner.FindPolicyAsync(name, ct));

    public ValueTask<IReadOnlyList<string>> ListUserNamesAsync(CancellationToken ct) => CallAsync(() => inner.ListUserNamesAsync(ct));

    public ValueTask<IReadOnlyList<string>> ListPolicyNamesAsync(CancellationToken ct) => CallAsync(() => inner.ListPolicyNamesAsync(ct));

    public ValueTask<IReadOnlyList<CamAttachment>> ListAttachedAsync(long userUin, CancellationToken ct) => CallAsync(() => inner.ListAttachedAsync(userUin, ct));

    public ValueTask<bool> TryAttachPolicyAsync(long policyId, long userUin, CancellationToken ct) => CallAsync(() => inner.TryAttachPolicyAsync(policyId, userUin, ct));

    public async ValueTask DeletePolicyAsync(long policyId, CancellationToken ct) => await CallAsync(() => Done(inner.DeletePolicyAsync(policyId, ct)));

    public async ValueTask AttachPolicyAsync(long policyId, long userUin, CancellationToken ct) =>
        await CallAsync(() => Done(inner.AttachPolicyAsync(policyId, userUin, ct)));

    public async ValueTask DetachPolicyAsync(long policyId, long userUin, CancellationToken ct) =>
        await CallAsync(() => Done(inner.DetachPolicyAsync(policyId, userUin, ct)));

    public ValueTask<NewAccessKey> CreateAccessKeyAsync(long userUin, string description, CancellationToken ct) =>
        CallAsync(() => inner.CreateAccessKeyAsync(userUin, description, ct));

    public ValueTask<IReadOnlyList<CamKey>> ListAccessKeysAsync(long userUin, CancellationToken ct) => CallAsync(() => inner.ListAccessKeysAsync(userUin, ct));

    public ValueTask<bool> SetAccessKeyAsync(long userUin, string keyId, bool active, CancellationToken ct) =>
        CallAsync(() => inner.SetAccessKeyAsync(userUin, keyId, active, ct));

    public async ValueTask DeleteAccessKeyAsync(long userUin, string keyId, CancellationToken ct) =>
        await CallAsync(() => Done(inner.DeleteAccessKeyAsync(userUin, keyId, ct)));

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        CamFault fault = faultOf(++Calls);
        switch (fault)
        {
            case CamFault.Throttled:
                throw new CloudThrottledException("slow down", FakeCam.Details("any", "RequestLimitExceeded", CloudEffect.None, transient: true));
            case CamFault.LostBefore:
                throw Lost();
            case CamFault.CrashBefore:
                throw new CrashException();
            case CamFault.LandsLate:
                _late.Add(async () => await call());
                throw Lost();
        }

        T result = await call();
        foreach (Func<Task> late in _late.ToArray())
        {
            _late.Remove(late);
            try
            {
                await late();
            }
            catch (CloudCallException)
            {
                // It came too late and was refused.
            }
        }

        return fault switch
        {
            CamFault.LostAfter => throw Lost(),
            CamFault.CrashAfter => throw new CrashException(),
            _ => result,
        };
    }

    private static CloudUnavailableException Lost() => new("no answer", FakeCam.Details("any", "ClientError.NoAnswer", CloudEffect.Unknown, transient: true));
}
