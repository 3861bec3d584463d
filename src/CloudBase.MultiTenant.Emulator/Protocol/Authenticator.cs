using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Who signed a request, and when.</summary>
internal readonly record struct SignedBy(AccessIdentity Identity, DateTimeOffset SignedAt, string Signature);

/// <summary>Answers who signed a request, or refuses it the way the cloud does.</summary>
internal sealed class Authenticator(Func<string, AccessIdentity?> findIdentity)
{
    /// <summary>The cloud refuses a timestamp further than this from its own clock, in either direction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public Tc3Signature Signatures { get; } = new();

    /// <param name="request">The request.</param>
    /// <param name="serverTime">The time that tokens end by.</param>
    /// <param name="callerTime">The time that the timestamp is compared with.</param>
    public SignedBy Authenticate(CloudRequest request, DateTimeOffset serverTime, DateTimeOffset callerTime)
    {
        var authorization = Tc3Authorization.TryParse(request.Header("Authorization"))
            ?? throw new CloudErrorException(
                "AuthFailure.InvalidAuthorization",
                $"The Authorization header is not a complete {Tc3Authorization.Algorithm} header; only that method is served.");
        if (Array.IndexOf(authorization.SignedHeaders, "content-type") < 0 || Array.IndexOf(authorization.SignedHeaders, "host") < 0)
        {
            throw new CloudErrorException("AuthFailure.InvalidAuthorization", "SignedHeaders must name content-type and host.");
        }

        var timestamp = request.Header("X-TC-Timestamp");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            throw CloudErrorException.Missing("X-TC-Timestamp");
        }

        var signedAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if ((callerTime - signedAt).Duration() > Tolerance)
        {
            throw new CloudErrorException(
                "AuthFailure.SignatureExpire",
                $"The timestamp {seconds} is more than 5 minutes from the server's time {callerTime.ToUnixTimeSeconds()}; set the clock right and sign again.");
        }

        var identity = findIdentity(authorization.SecretId);
        if (identity is null || !identity.Active)
        {
            throw new CloudErrorException("AuthFailure.SecretIdNotFound", $"The SecretId {authorization.SecretId} is not found or not active.");
        }

        if (authorization.Date != signedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            || !Signatures.Matches(authorization, identity.SecretKey, request, timestamp))
        {
            throw new CloudErrorException(
                "AuthFailure.SignatureFailure",
                $"The provided credentials could not be validated; check that the signature of {request.Header("X-TC-Action")} is correct.");
        }

        CheckToken(identity, request.Header("X-TC-Token"), serverTime);
        return new SignedBy(identity, signedAt, authorization.Signature);
    }

    private static void CheckToken(AccessIdentity identity, string token, DateTimeOffset serverTime)
    {
        var expected = identity.Token ?? string.Empty;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(token)))
        {
            throw new CloudErrorException(
                "AuthFailure.TokenFailure",
                expected.Length == 0 ? "A token was sent with keys that have none." : "The token is missing or is not the one of these keys.");
        }

        if (identity.ExpiresAt <= serverTime)
        {
            throw new CloudErrorException("AuthFailure.TokenFailure", $"The token expired at {identity.ExpiresAt:O}; ask for a new one.");
        }
    }
}
