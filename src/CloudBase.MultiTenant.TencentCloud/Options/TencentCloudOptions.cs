namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>How the cloud is reached. Bound from <c>CloudBase:TencentCloud</c>, checked at start, with messages that show the values.</summary>
/// <remarks>
/// Keys are read for each call, so that they can be rotated: from <see cref="CredentialSource"/>, else from <see cref="SecretId"/> and
/// <see cref="SecretKey"/>, else from the environment variables TENCENTCLOUD_SECRETID, TENCENTCLOUD_SECRETKEY and TENCENTCLOUD_SESSIONTOKEN.
/// </remarks>
public sealed class TencentCloudOptions
{
    /// <summary>Gets or sets the public half of the account's key.</summary>
    /// <value>The default is none.</value>
    public string? SecretId { get; set; }

    /// <summary>Gets or sets the secret half of the account's key.</summary>
    /// <value>The default is none.</value>
    public SecretString? SecretKey { get; set; }

    /// <summary>Gets or sets the session token, when the keys are temporary.</summary>
    /// <value>The default is none.</value>
    public SecretString? SessionToken { get; set; }

    /// <summary>Gets or sets where the account's keys come from, asked for each call; it is to cache by itself. Set in code only.</summary>
    /// <value>The default is none.</value>
    public Func<CancellationToken, ValueTask<PlatformCredential>>? CredentialSource { get; set; }

    /// <summary>Gets or sets the region that this host works in: its tenants' environments are there, and its calls go there.</summary>
    /// <value>The default is ap-shanghai, where CloudBase offers everything.</value>
    public string Region { get; set; } = "ap-shanghai";

    /// <summary>Gets or sets the regions that CloudBase offers, of which Region must be one; empty checks none before an order.</summary>
    /// <value>The default is ap-shanghai, ap-singapore and ap-guangzhou (by invitation), as the vendor documents them.</value>
    public IList<string> Regions { get; set; } = ["ap-shanghai", "ap-singapore", "ap-guangzhou"];

    /// <summary>Gets or sets the site that the account belongs to.</summary>
    /// <value>The default is Domestic.</value>
    public TencentCloudSite Site { get; set; }

    /// <summary>Gets or sets the one address of all services, such as <c>http://127.0.0.1:4680</c> for an emulator; signatures follow it.</summary>
    /// <value>The default is none: each service at its own host of <see cref="Site"/>.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the address under which environments answer for themselves as <c>{address}/{environmentId}</c>.</summary>
    /// <value>The default is none: <c>{Endpoint}/_gateway/{environmentId}</c> with an <see cref="Endpoint"/>, else each environment's own host of <see cref="Site"/>.</value>
    public Uri? GatewayEndpoint { get; set; }

    /// <summary>Gets or sets whether orders cost real money.</summary>
    /// <value>The default is none: true, unless <see cref="Endpoint"/> is on this machine.</value>
    public bool? SpendsRealMoney { get; set; }

    /// <summary>Gets or sets the language of the cloud's messages: en-US or zh-CN.</summary>
    /// <value>The default is en-US.</value>
    public string Language { get; set; } = "en-US";

    /// <summary>Gets or sets whether the signature covers the action too, which matters over plain HTTP.</summary>
    /// <value>The default is false: the bytes of the official clients.</value>
    public bool SignAction { get; set; }

    /// <summary>Gets or sets CloudBase's product code at the billing service, for switching auto-renewal.</summary>
    /// <value>The default is none: no document names the code. RenewalPolicy.Auto requires it.</value>
    public string? AutoRenewalProductCode { get; set; }

    /// <summary>Gets or sets how long after an isolation an environment is expected to be purged: 0 to 365 days.</summary>
    /// <value>The default is 7 days (14 for Platform Edition packages).</value>
    public TimeSpan IsolationPeriod { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets how long one attempt may take, its whole answer included: 1 second to 5 minutes.</summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long a call may take with all its attempts and waits: at least <see cref="AttemptTimeout"/>, at most an hour.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long a connection may take to be made: 100 milliseconds up to <see cref="AttemptTimeout"/>.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often a call that may be repeated is repeated: 0 to 10. Calls that may happen once never are.</summary>
    /// <value>The default is 3.</value>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Gets or sets the first wait before a repetition; it doubles, with jitter: 1 millisecond to 1 minute.</summary>
    /// <value>The default is 250 milliseconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets or sets the longest wait before a repetition: at least <see cref="RetryDelay"/>.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the requests a second by <c>service.Action</c> where they differ from the published ones; 0 lifts a limit.</summary>
    /// <value>The default is empty: the published limits, and 20 for an action that has none.</value>
    public IDictionary<string, int> RateLimits { get; set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets or sets the share of the account's limits that this process may use: above 0 up to 1. Four hosts take 0.25 each.</summary>
    /// <value>The default is 1.</value>
    public double RateLimitShare { get; set; } = 1;

    /// <summary>Gets or sets the longest wait for a place under a rate limit: 0 to 10 minutes. A call that would wait longer is not sent.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan MaxRateLimitWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the longest answer that is read: 64 KiB to 256 MiB.</summary>
    /// <value>The default is 16 MiB; a hundred environments are 140 KiB.</value>
    public int MaxResponseBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how far the clock may be off before a warning.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan ClockWarning { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how far the clock may be off before nothing is paid any more: at most the cloud's own 5 minutes.</summary>
    /// <value>The default is 4 minutes.</value>
    public TimeSpan ClockLimit { get; set; } = TimeSpan.FromMinutes(4);
}
