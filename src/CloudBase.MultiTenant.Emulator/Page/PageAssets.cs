using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>The page's style, script and icon, which travel in the assembly.</summary>
internal static class PageAssets
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["page.css"] = "text/css; charset=utf-8",
        ["page.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
    };

    public static CloudReply? Find(string name)
    {
        if (!Types.TryGetValue(name, out var type))
        {
            return null;
        }

        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Page.Assets.{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PageReply.Of(bytes, type);
    }
}
