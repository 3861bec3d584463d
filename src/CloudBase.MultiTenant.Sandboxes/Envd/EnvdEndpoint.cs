namespace CloudBase.MultiTenant.Sandboxes.Envd;

/// <summary>How the envd of one sandbox is reached: what a provider knows and the data plane asks. Implementations are thread-safe.</summary>
public abstract class EnvdEndpoint
{
    /// <summary>The port that envd listens on.</summary>
    public const int EnvdPort = 49983;

    /// <summary>Names the sandbox.</summary>
    /// <param name="sandbox">Its id.</param>
    protected EnvdEndpoint(SandboxId sandbox) => Sandbox = sandbox;

    /// <summary>Gets the sandbox's id.</summary>
    public SandboxId Sandbox { get; }

    /// <summary>Gets whether one address serves all sandboxes, which are then told apart by the headers <c>E2b-Sandbox-Id</c> and <c>E2b-Sandbox-Port</c>.</summary>
    public virtual bool RoutesByHeaders => false;

    /// <summary>Gets envd's version, such as <c>0.6.4</c>; null where it is not known, and then only what every version can is used.</summary>
    public virtual string? Version => null;

    /// <summary>Gets the user to name in every call; null leaves it to envd where its version can.</summary>
    public virtual string? User => null;

    /// <summary>Gets whether the gateway answers 404 for a sandbox that is gone; every 404 is then asked about at the provider.</summary>
    public virtual bool NotFoundMayMeanGone => false;

    /// <summary>Gets the token that links are signed with; null where links cannot be made.</summary>
    public virtual SecretString? SigningToken => null;

    /// <summary>Returns the address of a port, without a path. Sends nothing.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    public abstract Uri GetAddress(int port);

    /// <summary>Returns the address at which people and programs outside reach a port, without a path; another than <see cref="GetAddress"/> where that one needs headers. Sends nothing.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    public virtual Uri GetPreviewAddress(int port) => GetAddress(port);

    /// <summary>Returns the token of the data plane (<c>X-Access-Token</c>); called before every request, so it has to keep what still works.</summary>
    /// <param name="renew">Whether the token that was returned last was refused: return another, or the same where there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where the data plane wants none.</returns>
    public abstract ValueTask<SecretString?> GetAccessTokenAsync(bool renew, CancellationToken cancellationToken);

    /// <summary>Returns the headers that a call of a port of the sandbox's own programs wants, besides those that route.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual ValueTask<IReadOnlyDictionary<string, SecretString>> GetPortHeadersAsync(int port, CancellationToken cancellationToken) =>
        new(new Dictionary<string, SecretString>());
}
