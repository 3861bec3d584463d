using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>Whether a request carries what a sandbox wants.</summary>
internal static class SandboxGuard
{
    private const string TokenHeader = "X-Access-Token";

    /// <summary>Health is open to all; files take a signature instead of the token.</summary>
    public static bool MayUseEnvd(HttpContext context, string path, SandboxView view, DateTimeOffset now)
    {
        if (view.Start.Access == PortAccess.None || path == "/health" || view.Tokens.Opens(TokenOf(context.Request), now))
        {
            return true;
        }

        return path == "/files" && SignedLink.Of(context.Request).OpensFor(view.Tokens, now);
    }

    public static bool MayUsePort(HttpContext context, SandboxView view, DateTimeOffset now)
    {
        if (view.Start.Access != PortAccess.Token)
        {
            return true;
        }

        var traffic = context.Request.Headers["E2b-Traffic-Access-Token"].ToString();
        return view.Tokens.OpensTraffic(traffic.Length > 0 ? traffic : TokenOf(context.Request), now);
    }

    private static string TokenOf(HttpRequest request)
    {
        var header = request.Headers[TokenHeader].ToString();
        // A browser cannot send the header.
        return header.Length > 0 ? header : request.Query["access_token"].ToString();
    }
}
