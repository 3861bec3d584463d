namespace QuickStart.Sandboxes;

/// <summary>The small web app that a stranger might have written: a page, a build, a server.</summary>
internal static class TenantApp
{
    internal const int Port = 5173;

    internal const string Build = "sh build.sh";

    internal const string Start = "sh start.sh";

    internal static IReadOnlyDictionary<string, string> FilesFor(string alias) => new Dictionary<string, string>
    {
        ["app/page.txt"] = $"Hello from the app of {alias}",
        ["app/build.sh"] = "mkdir -p dist && { echo '<!doctype html><title>app</title><h1>'; cat page.txt; echo '</h1>'; } > dist/index.html && ls -l dist",
        ["app/start.sh"] =
            $"""
            if command -v python3 >/dev/null; then exec python3 -m http.server {Port} --bind 127.0.0.1 --directory dist; fi
            if command -v node >/dev/null; then exec node server.js; fi
            echo 'This machine has neither python3 nor node in /usr, so the sandbox has neither.' >&2; exit 1
            """,
        ["app/server.js"] =
            $"require('http').createServer((q, r) => r.end(require('fs').readFileSync('dist/index.html'))).listen({Port}, '127.0.0.1');",
    };
}
