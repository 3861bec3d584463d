using System.Net;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>One HTTP request, whether it came over a socket or through the in-process handler.</summary>
internal sealed class CloudRequest
{
    public required string Method { get; init; }

    /// <summary>The authority of the target when it was absolute (a proxied request), else the Host header.</summary>
    public required string Host { get; init; }

    public required string Path { get; init; }

    /// <summary>The query as sent, without the question mark.</summary>
    public required string Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where it came from; null for a caller in this process, which needs no socket.</summary>
    public IPAddress? RemoteAddress { get; init; }

    public string HostName => WithoutPort(Host);

    public string Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : string.Empty;

    internal static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > 0 && host.IndexOf(']', colon) < 0 ? host[..colon] : host;
    }
}
