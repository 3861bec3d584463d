namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Where a service is, and what signatures call it.</summary>
internal sealed class ServiceEndpoint
{
    private ServiceEndpoint(Uri address)
    {
        Address = address;
        Host = address.Authority;
        int dot = Host.IndexOf('.', StringComparison.Ordinal);
        Scope = dot < 0 ? Host : Host[..dot];
    }

    public Uri Address { get; }

    /// <summary>Gets the Host header: with the port, when it is not the scheme's own.</summary>
    public string Host { get; }

    /// <summary>Gets the service's name in the credential scope: all before the first dot of the host, which is how official clients derive it.</summary>
    public string Scope { get; }

    public static ServiceEndpoint For(string service, TencentCloudOptions options) => new(options.Endpoint is { } endpoint
        ? new Uri(endpoint.GetLeftPart(UriPartial.Authority) + "/")
        : new Uri(options.Site == TencentCloudSite.International ? $"https://{service}.intl.tencentcloudapi.com/" : $"https://{service}.tencentcloudapi.com/"));
}
