namespace CloudBase.MultiTenant.TencentCloud.Gateway;

/// <summary>Where an environment answers for itself.</summary>
internal static class GatewayAddress
{
    /// <summary>Returns the address, with '/' at its end.</summary>
    internal static Uri Of(EnvironmentId environment, TencentCloudOptions options)
    {
        string id = Uri.EscapeDataString(environment.Value);
        if (options.GatewayEndpoint is { } gateway)
        {
            return new Uri($"{gateway.AbsoluteUri.TrimEnd('/')}/{id}/");
        }

        if (options.Endpoint is { } endpoint)
        {
            return new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}/_gateway/{id}/");
        }

        // The id becomes part of a host name: anything but a name would send the key elsewhere.
        return environment.Value.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
            ? throw new ArgumentException($"'{environment}' cannot be part of a host name.", nameof(environment))
            : new Uri(options.Site == TencentCloudSite.International
                ? $"https://{environment}.api.intl.tcloudbasegateway.com/"
                : $"https://{environment}.api.tcloudbasegateway.com/");
    }
}
