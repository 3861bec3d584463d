namespace QuickStart.Sandboxes;

/// <summary>The small web app that a stranger might have written: a page, which a framework builds and serves. The framework is in every sandbox of the pool; the page is the tenant's.</summary>
internal static class TenantApp
{
    internal const int Port = 5173;

    internal const string Page = "app/page.txt";

    internal const string Built = "app/dist/index.html";

    internal const string Build = "sh build.sh";

    internal const string Start = "sh start.sh";

    /// <summary>Prepares a sandbox of the pool: installs the framework out of a folder.</summary>
    internal const string Prepare = "mkdir -p app && cp framework/* app/ && rm -r framework";

    internal const string Check = "test -f app/build.sh && test -f app/start.sh && test -f app/server.js";

    internal static IReadOnlyDictionary<string, string> Framework { get; } = new Dictionary<string, string>
    {
        ["framework/build.sh"] = "mkdir -p dist && { echo '<!doctype html><title>app</title><h1>'; cat page.txt; echo '</h1>'; } > dist/index.html && ls -l dist",
        ["framework/start.sh"] =
            $"""
            if command -v python3 >/dev/null; then exec python3 -m http.server {Port} --bind 127.0.0.1 --directory dist; fi
            if command -v node >/dev/null; then exec node server.js; fi
            echo 'This machine has neither python3 nor node in /usr, so the sandbox has neither.' >&2; exit 1
            """,
        ["framework/server.js"] =
            $"require('http').createServer((q, r) => r.end(require('fs').readFileSync('dist/index.html'))).listen({Port}, '127.0.0.1');",
    };

    internal static string PageOf(string alias) => $"Hello from the app of {alias}";
}
