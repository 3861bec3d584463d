using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Ports;

/// <summary>Copies a request to the inside of a sandbox, and the head of its answer back.</summary>
internal static class ForwardedMessage
{
    /// <summary>A page of a sandbox on the emulator's own address gets an origin of its own: else it could use <c>/_emulator/</c>.</summary>
    private const string OwnOrigin = "sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads";

    private static readonly HashSet<string> s_perConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host",
    };

    /// <summary>What opens the sandbox, or the account, is no business of the code in it.</summary>
    private static readonly HashSet<string> s_keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Access-Token", "E2b-Traffic-Access-Token", "E2b-Sandbox-Id", "E2b-Sandbox-Port", "X-API-Key",
    };

    /// <param name="context">The request as it came.</param>
    /// <param name="address">The port that it is for.</param>
    /// <param name="isToken">Whether a text is a token that the sandbox takes.</param>
    public static HttpRequestMessage Request(HttpContext context, SandboxAddress address, Func<string, bool> isToken)
    {
        var incoming = context.Request;
        var upgrades = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri($"http://127.0.0.1:{address.Port}{EscapedPath(context, address)}{WithoutTokens(incoming.QueryString.Value, isToken)}"))
        {
            Version = System.Net.HttpVersion.Version11,
        };
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false } && !upgrades)
        {
            request.Content = new StreamContent(incoming.Body);
        }

        foreach (var (name, values) in incoming.Headers)
        {
            if (name.Equals("Referer", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, WithoutTokens(values.ToString(), isToken));
            }
            else if (!s_perConnection.Contains(name) && !s_keys.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.Host = incoming.Host.Value;
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", incoming.Host.Value);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", incoming.Scheme);
        if (upgrades)
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", incoming.Headers.Upgrade.ToString());
        }

        return request;
    }

    public static void CopyHead(HttpResponseMessage answer, HttpResponse response, bool isOnOwnAddress)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!s_perConnection.Contains(name) || (name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase) && response.StatusCode == 101))
            {
                response.Headers.Append(name, values.ToArray());
            }
        }

        if (isOnOwnAddress)
        {
            response.Headers.Append("Content-Security-Policy", OwnOrigin);
        }
    }

    /// <summary>An address without the parameters that give a browser's token: what else is in its query is left as it was written.</summary>
    private static string WithoutTokens(string? address, Func<string, bool> isToken)
    {
        if (address?.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var mark))
        {
            return address ?? string.Empty;
        }

        var parameters = address[(mark + 1)..].Split('&');
        var kept = parameters.Where(parameter => !IsToken(parameter, isToken)).ToArray();
        return kept.Length == parameters.Length ? address : address[..mark] + (kept.Length > 0 ? "?" + string.Join('&', kept) : string.Empty);
    }

    private static bool IsToken(string parameter, Func<string, bool> isToken)
    {
        var parts = parameter.Split('#')[0].Split('=', 2);
        return parts.Length == 2 && Uri.UnescapeDataString(parts[0]).Equals(SandboxGuard.TokenParameter, StringComparison.OrdinalIgnoreCase)
            && isToken(Uri.UnescapeDataString(parts[1].Replace('+', ' ')));
    }

    /// <summary>The path as it was sent, escapes and all, without the emulator's prefix.</summary>
    private static string EscapedPath(HttpContext context, SandboxAddress address)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        var path = raw.StartsWith('/') ? raw.Split('?', 2)[0] : new PathString(context.Request.Path).ToUriComponent();
        if (!address.ByPath)
        {
            return path;
        }

        var prefix = $"{SandboxAddress.Prefix}{address.Id}/{address.Port}";
        return path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length ? path[prefix.Length..] : "/";
    }
}
