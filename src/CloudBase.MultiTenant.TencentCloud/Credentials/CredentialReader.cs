using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads the account's keys for each call, so that they can be rotated while the host runs.</summary>
internal sealed class CredentialReader(IOptionsMonitor<TencentCloudOptions> options, Func<string, string?> environmentVariable)
{
    public const string IdVariable = "TENCENTCLOUD_SECRETID";
    public const string KeyVariable = "TENCENTCLOUD_SECRETKEY";
    public const string TokenVariable = "TENCENTCLOUD_SESSIONTOKEN";

    private TencentCloudCredential? _last;

    public ValueTask<TencentCloudCredential> ReadAsync(TencentCloudAction action, CancellationToken cancellationToken)
    {
        TencentCloudOptions current = options.CurrentValue;
        if (current.CredentialSource is { } source)
        {
            return FromSourceAsync(source, cancellationToken);
        }

        string? id = current.SecretId;
        SecretString? key = current.SecretKey;
        SecretString? token = current.SessionToken;
        if (id is null && key is null)
        {
            id = environmentVariable(IdVariable);
            key = Wrap(environmentVariable(KeyVariable), _last?.SecretKey);
            token = Wrap(environmentVariable(TokenVariable), _last?.SessionToken);
        }

        if (string.IsNullOrEmpty(id) || key is null)
        {
            throw new CloudCredentialRejectedException(
                $"{action.FullName} was not sent: there are no keys. Set SecretId and SecretKey or CredentialSource of TencentCloudOptions, or the environment variables {IdVariable} and {KeyVariable}.",
                CloudErrors.Details(action, ClientErrorCodes.NoCredential, CloudEffect.None, transient: false));
        }

        TencentCloudCredential? last = _last;
        if (last is null || last.SecretId != id || !ReferenceEquals(last.SecretKey, key) || !ReferenceEquals(last.SessionToken, token))
        {
            _last = last = new TencentCloudCredential(id, key, token);
        }

        return new(last);
    }

    private static async ValueTask<TencentCloudCredential> FromSourceAsync(
        Func<CancellationToken, ValueTask<PlatformCredential>> source, CancellationToken cancellationToken) =>
        TencentCloudCredential.From(await source(cancellationToken).ConfigureAwait(false));

    private static SecretString? Wrap(string? value, SecretString? last) =>
        string.IsNullOrEmpty(value) ? null : last is not null && last.Reveal() == value ? last : new SecretString(value);
}
