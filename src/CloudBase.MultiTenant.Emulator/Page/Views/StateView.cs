using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>What the account holds: environments, users and keys, and the ledger.</summary>
internal static class StateView
{
    private const int MaxRows = 500;

    public static void Environments(HtmlWriter html, IReadOnlyList<PageEnvironment> environments)
    {
        Begin(html, "environments", "Environments", $"{environments.Count} in the account, newest first", environments.Count, "Environment", "Alias", "Status", "Package", "Created", "Paid until", "Tags", "API keys");
        foreach (var environment in environments.Take(MaxRows))
        {
            html.Write($"""<tr data-key="{environment.Id}"><th scope="row"><code>{environment.Id}</code></th><td>{environment.Alias}{(environment.IsManagement ? " (the platform's own)" : string.Empty)}</td><td>""");
            LayoutView.Badge(html, environment.Status switch { "ready" => "ok", "being made" => "fault", _ => "denied" }, environment.Status);
            html.Write($"""</td><td>{environment.PackageId}</td><td>{environment.CreatedAt:yyyy-MM-dd HH:mm}</td><td>{environment.ExpiresAt:yyyy-MM-dd HH:mm}{(environment.AutoRenew ? ", renews" : string.Empty)}</td><td>""");
            Chips(html, environment.Tags.Select(tag => $"{tag.Key}: {tag.Value}"));
            html.Write($"</td><td>");
            Chips(html, environment.ApiKeyIds);
            html.Write($"</td></tr>");
        }

        End(html, environments.Count, 8, "No environment.");
    }

    public static void Users(HtmlWriter html, IReadOnlyList<PageUser> users)
    {
        Begin(html, "users", "Users and keys", $"{users.Count} sub-accounts; keys are shortened and never shown whole", users.Count, "User", "UIN", "Policies", "Keys that can sign", "Keys switched off");
        foreach (var user in users.Take(MaxRows))
        {
            html.Write($"""<tr data-key="u{user.Uin}"><th scope="row">{user.Name}</th><td>{user.Uin}</td><td>""");
            Chips(html, user.Policies);
            html.Write($"</td><td>");
            Chips(html, user.ActiveKeys);
            html.Write($"</td><td>");
            Chips(html, user.InactiveKeys);
            html.Write($"</td></tr>");
        }

        End(html, users.Count, 5, "No sub-account.");
    }

    public static void Ledger(HtmlWriter html, IReadOnlyList<PageOrder> orders, decimal spent)
    {
        Begin(html, "ledger", "Ledger", string.Create(CultureInfo.InvariantCulture, $"{orders.Count} orders for CNY {spent:0.00}, newest first"), orders.Count, "Time (UTC)", "Order", "What", "Environment", "Alias", "Package", "Months", "CNY");
        foreach (var order in orders.Take(MaxRows))
        {
            html.Write($"""
                <tr data-key="{order.OrderId}"><td>{order.At}</td><th scope="row"><code>{order.OrderId}</code></th><td>{order.Kind.ToString()}</td><td><code>{order.EnvironmentId}</code></td><td>{order.Alias}</td>
                <td>{order.PackageId}</td><td class="number">{order.Months}</td><td class="number">{order.Amount}</td></tr>
                """);
        }

        End(html, orders.Count, 8, "Nothing was bought.");
    }

    private static void Begin(HtmlWriter html, string id, string title, string caption, int count, params ReadOnlySpan<string> columns)
    {
        html.Write($"""<section id="{id}" data-live aria-labelledby="{id}-title"><h2 id="{id}-title">{title}</h2>""");
        LayoutView.BeginTable(html, id, count > MaxRows ? $"{caption}; the newest {MaxRows} are shown" : caption, columns);
    }

    private static void End(HtmlWriter html, int count, int columns, string none)
    {
        if (count == 0)
        {
            html.Write($"""<tr><td colspan="{columns}" class="none">{none}</td></tr>""");
        }

        LayoutView.EndTable(html);
        html.Write($"</section>");
    }

    private static void Chips(HtmlWriter html, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            html.Write($"""<span class="chip">{text}</span> """);
        }
    }
}
