namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Codes of what the cloud did not say itself.</summary>
internal static class ClientErrorCodes
{
    public const string NotSent = "ClientError.NotSent";
    public const string NoAnswer = "ClientError.NoAnswer";
    public const string Timeout = "ClientError.Timeout";
    public const string WaitEnded = "ClientError.WaitEnded";
    public const string HttpStatus = "ClientError.HttpStatus";
    public const string NotJson = "ClientError.UnreadableAnswer";
    public const string RateLimit = "ClientError.RateLimit";
    public const string ClockSkew = "ClientError.ClockSkew";
    public const string SignatureWindow = "ClientError.SignatureWindow";
    public const string EmulatorKey = "ClientError.EmulatorKey";
    public const string NoCredential = "ClientError.NoCredential";
}
