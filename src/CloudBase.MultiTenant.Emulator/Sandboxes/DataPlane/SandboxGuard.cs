using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.AspNetCore.Http;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>Whether a request carries what a sandbox wants.</summary>
internal static class SandboxGuard
{
    /// <summary>What a browser, which cannot send the header, gives in the query.</summary>
    public const string TokenParameter = "access_token";

    private const string TokenHeader = "X-Access-Token";

    /// <summary>Health is open to all; files take a signature instead of the token.</summary>
    public static bool MayUseEnvd(HttpContext context, string path, SandboxView view, DateTimeOffset now) =>
        path == "/health" || MayCommand(context, path, view, now);

    public static bool MayUsePort(HttpContext context, SandboxView view, DateTimeOffset now)
    {
        if (view.Start.Access != PortAccess.Token)
        {
            return true;
        }

        var traffic = context.Request.Headers["E2b-Traffic-Access-Token"].ToString();
        return view.Tokens.OpensTraffic(traffic.Length > 0 ? traffic : TokenOf(context.Request), now);
    }

    /// <summary>Whether a request resumes what is paused: what is open to all does not.</summary>
    public static bool MayWake(HttpContext context, SandboxAddress address, SandboxView view, DateTimeOffset now) => address.Port == SandboxAddress.EnvdPort
        ? MayCommand(context, address.Path, view, now)
        : MayUsePort(context, view, now);

    private static bool MayCommand(HttpContext context, string path, SandboxView view, DateTimeOffset now) =>
        view.Start.Access == PortAccess.None || view.Tokens.Opens(TokenOf(context.Request), now)
        || (path == "/files" && SignedLink.Of(context.Request).OpensFor(view.Tokens, now));

    private static string TokenOf(HttpRequest request)
    {
        var header = request.Headers[TokenHeader].ToString();
        return header.Length > 0 ? header : request.Query[TokenParameter].ToString();
    }
}
