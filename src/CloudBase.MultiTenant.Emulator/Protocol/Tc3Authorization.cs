namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>The parts of a TC3-HMAC-SHA256 Authorization header.</summary>
internal sealed record Tc3Authorization(string SecretId, string Date, string Service, string[] SignedHeaders, string Signature)
{
    public const string Algorithm = "TC3-HMAC-SHA256";

    /// <summary>Reads the header; null when it is not of this form.</summary>
    /// <remarks>Clients put one or two spaces after the algorithm, so any run of spaces separates.</remarks>
    public static Tc3Authorization? TryParse(string header)
    {
        if (!header.StartsWith(Algorithm, StringComparison.Ordinal) || header.Length == Algorithm.Length || header[Algorithm.Length] != ' ')
        {
            return null;
        }

        string? credential = null, signedHeaders = null, signature = null;
        foreach (var part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return null;
            }

            var value = part[(equals + 1)..];
            switch (part[..equals])
            {
                case "Credential":
                    credential = value;
                    break;
                case "SignedHeaders":
                    signedHeaders = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
                default:
                    return null;
            }
        }

        // A secret id holds no slash; the service may hold a colon (a client that signs for 127.0.0.1:4680), never a slash.
        var scope = credential?.Split('/');
        return scope is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }, "tc3_request"] && signedHeaders is not null && signature is { Length: 64 }
            ? new Tc3Authorization(scope[0], scope[1], scope[2], signedHeaders.Split(';'), signature)
            : null;
    }
}
