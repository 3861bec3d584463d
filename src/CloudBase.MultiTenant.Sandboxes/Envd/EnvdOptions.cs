namespace CloudBase.MultiTenant.Sandboxes.Envd;

/// <summary>How commands and files of sandboxes are called (envd's data plane), whichever provider they come from. Bound from <c>CloudBase:Sandboxes:Envd</c>.</summary>
public sealed class EnvdOptions
{
    /// <summary>Gets or sets how long a connection to a sandbox may take.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a call without a stream may take, and a stream until its first message.</summary>
    /// <value>The default is 60 seconds, as the E2B clients have it.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets how long a stream may be silent before it counts as cut; envd writes a sign of life every 50 seconds where it is asked to, every 90 otherwise.</summary>
    /// <value>The default is 3 minutes.</value>
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets or sets the most bytes that one message of envd may have; a longer one is refused before it is read.</summary>
    /// <value>The default is 16 MiB: a listing of some 50,000 files.</value>
    public int MaxMessageBytes { get; set; } = 16 * 1024 * 1024;
}
