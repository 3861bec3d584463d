using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>The latest requests, newest first.</summary>
internal static class RequestsView
{
    private const int Shown = 100;
    private static readonly (string? Value, string Text)[] Choices = [(null, "Newest 100"), ("all", "All that are kept"), ("denied", "Denied"), ("failed", "Everything that failed")];

    public static void Write(HtmlWriter html, PageReader reader, string? show)
    {
        var requests = reader.Requests(0, RequestLog.Capacity).Requests.Where(request => show switch
        {
            "denied" => request.OutcomeKind == "denied",
            "failed" => request.OutcomeKind != "ok",
            _ => true,
        }).Take(show is null ? Shown : RequestLog.Capacity).ToList();
        html.Write($"""<section id="requests" aria-labelledby="requests-title"><h2 id="requests-title">Live requests</h2><p class="choices">""");
        foreach (var (value, text) in Choices)
        {
            html.Write($"""<a href="/_emulator/{(value is null ? string.Empty : "?show=" + value)}#requests" """);
            if (value == show)
            {
                html.Write($"""aria-current="true" """);
            }

            html.Write($">{text}</a>");
        }

        html.Write($"""</p><div data-live id="requests-live">""");
        LayoutView.BeginTable(html, "requests", "What was called, newest first", "Time (UTC)", "Call", "Who", "Environment", "Outcome", "ms", "Details");
        foreach (var request in requests)
        {
            Row(html, request);
        }

        if (requests.Count == 0)
        {
            html.Write($"""<tr><td colspan="7" class="none">{(show is null ? "No request yet. Point a client at the endpoint above." : "None of this kind.")}</td></tr>""");
        }

        LayoutView.EndTable(html);
        html.Write($"</div></section>");
    }

    private static void Row(HtmlWriter html, PageRequest request)
    {
        html.Write($"""
            <tr data-key="r{request.Number}"><td data-label="Time (UTC)">{request.At:HH:mm:ss.fff}</td><th scope="row"><code>{request.Service}.{request.Action}</code></th><td data-label="Who">{request.Who}</td>
            <td data-label="Environment">{request.EnvironmentId}</td><td data-label="Outcome">
            """);
        LayoutView.Badge(html, request.OutcomeKind, request.Outcome);
        foreach (var fault in request.Faults)
        {
            html.Write($" ");
            LayoutView.Badge(html, "fault", fault);
        }

        html.Write($"""
            </td><td class="number" data-label="ms">{request.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture)}</td>
            <td><a data-open href="/_emulator/requests/{request.Number}" aria-label="Details of {request.Service}.{request.Action}, request {request.Number}">Details</a></td></tr>
            """);
    }
}
