namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>One request: what was sent and answered, and the statement that decided.</summary>
internal static class RequestView
{
    public static void Write(HtmlWriter html, PageRequest request)
    {
        LayoutView.Begin(html, $"{request.Service}.{request.Action}: CloudBase emulator", live: false);
        html.Write($"""
            <header><div><h1>{request.Service}.{request.Action}</h1><p>{request.At} UTC, by {request.Who}, {request.Outcome}</p></div>
            <nav aria-label="Sections"><a href="/_emulator/#requests">All requests</a></nav></header><main id="main" tabindex="-1">
            """);
        Article(html, request);
        LayoutView.End(html);
    }

    private static void Article(HtmlWriter html, PageRequest request)
    {
        html.Write($"""<article class="request" aria-label="Details of request {request.Number}">""");
        if (request.Message is { } message)
        {
            html.Write($"""<p class="message"><strong>{request.Outcome}</strong> {message}</p>""");
        }

        Access(html, request.Access!);
        html.Write($"""<div class="bodies"><div><h3>Request</h3><pre tabindex="0">{Or(request.Sent, "(no body)")}</pre></div><div><h3>Answer</h3><pre tabindex="0">{Or(request.Answered, request.Outcome == "connection cut" ? "(the connection was cut)" : "(no body)")}</pre></div></div>""");
        html.Write($"""<p class="help">Request id {request.RequestId}{(request.Region.Length > 0 ? $", region {request.Region}" : string.Empty)}. Secrets are left out.</p></article>""");
    }

    private static void Access(HtmlWriter html, AccessExplanation access)
    {
        html.Write($"""<h3>Why: {access.Decision}</h3><p class="because {access.Decision}">{access.Because}</p>""");
        foreach (var judgement in access.Judgements)
        {
            // One resource is told whole; of several that were all allowed, the reasons.
            if (judgement.Reason != access.Because)
            {
                html.Write($"<p>{judgement.Reason}</p>");
            }

            if (judgement.StatementText is { } text)
            {
                html.Write($"""<figure class="statement {(judgement.Allowed ? "allowed" : "denied")}"><figcaption>Statement {judgement.Statement} of <code>{judgement.Policy}</code> ({judgement.Holder})</figcaption><pre tabindex="0">{text}</pre></figure>""");
            }

            if (judgement.Allowed)
            {
                continue;
            }

            foreach (var near in judgement.NearMisses.Take(10))
            {
                html.Write($"""<figure class="statement near"><figcaption>Statement {near.Statement} of <code>{near.Policy}</code> names the action and does not apply. {near.Why}</figcaption><pre tabindex="0">{near.StatementText}</pre></figure>""");
            }
        }
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;
}
