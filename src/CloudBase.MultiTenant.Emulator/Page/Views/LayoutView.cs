namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>What every page begins and ends with.</summary>
internal static class LayoutView
{
    /// <summary>How many rows a table shows at most.</summary>
    public const int MaxRows = 500;

    public static void Begin(HtmlWriter html, string title, bool live)
    {
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="icon" href="/_emulator/assets/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/_emulator/assets/page.css">
            """);
        if (live)
        {
            html.Write($"""<script src="/_emulator/assets/page.js" defer></script>""");
        }

        html.Write($"""
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            """);
    }

    public static void End(HtmlWriter html) => html.Write($"</main></body></html>\n");

    /// <summary>Begins a table in a region that can be scrolled by keyboard; its caption names both.</summary>
    public static void BeginTable(HtmlWriter html, string id, string caption, params ReadOnlySpan<string> columns)
    {
        html.Write($"""<div class="scroll" role="region" aria-labelledby="{id}-caption" tabindex="0"><table id="{id}-table"><caption id="{id}-caption">{caption}</caption><thead><tr>""");
        foreach (var column in columns)
        {
            html.Write($"""<th scope="col">{column}</th>""");
        }

        html.Write($"</tr></thead><tbody>");
    }

    /// <summary>A table's caption, which says where it shows the newest rows only.</summary>
    public static string Caption(string text, int count) => count > MaxRows ? $"{text}; the newest {MaxRows} are shown" : text;

    public static void EndTable(HtmlWriter html) => html.Write($"</tbody></table></div>");

    /// <summary>The row of a table that has no other.</summary>
    public static void None(HtmlWriter html, int columns, string text) => html.Write($"""<tr><td colspan="{columns}" class="none">{text}</td></tr>""");

    public static void Chips(HtmlWriter html, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            html.Write($"""<span class="chip">{text}</span> """);
        }
    }

    public static void Badge(HtmlWriter html, string kind, string text) => html.Write($"""<span class="badge {kind}">{text}</span>""");
}
