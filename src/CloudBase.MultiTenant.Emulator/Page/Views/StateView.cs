using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>What the account holds: environments, users and keys, and the ledger.</summary>
internal static class StateView
{
    public static void Environments(HtmlWriter html, IReadOnlyList<PageEnvironment> environments)
    {
        Begin(html, "environments", "Environments", $"{environments.Count} in the account, newest first", environments.Count, "Environment", "Alias", "Status", "Package", "Created", "Paid until", "Tags", "API keys");
        foreach (var environment in environments.Take(LayoutView.MaxRows))
        {
            html.Write($"""<tr data-key="{environment.Id}"><th scope="row"><code>{environment.Id}</code></th><td data-label="Alias">{environment.Alias}{(environment.IsManagement ? " (the platform's own)" : string.Empty)}</td><td data-label="Status">""");
            LayoutView.Badge(html, environment.Status switch { "ready" => "ok", "being made" => "fault", _ => "denied" }, environment.Status);
            html.Write($"""</td><td data-label="Package">{environment.PackageId}</td><td data-label="Created">{environment.CreatedAt:yyyy-MM-dd HH:mm}</td><td data-label="Paid until">{environment.ExpiresAt:yyyy-MM-dd}{(environment.AutoRenew ? ", renews" : string.Empty)}</td><td data-label="Tags">""");
            LayoutView.Chips(html, environment.Tags.Select(tag => $"{tag.Key}: {tag.Value}"));
            html.Write($"""</td><td data-label="API keys">""");
            LayoutView.Chips(html, environment.ApiKeyIds);
            html.Write($"</td></tr>");
        }

        End(html, environments.Count, 8, "No environment.");
    }

    public static void Users(HtmlWriter html, IReadOnlyList<PageUser> users)
    {
        Begin(html, "users", "Users and keys", $"{users.Count} sub-accounts; keys are shortened and never shown whole", users.Count, "User", "UIN", "Policies", "Keys that can sign", "Keys switched off");
        foreach (var user in users.Take(LayoutView.MaxRows))
        {
            html.Write($"""<tr data-key="u{user.Uin}"><th scope="row">{user.Name}</th><td data-label="UIN">{user.Uin}</td><td data-label="Policies">""");
            LayoutView.Chips(html, user.Policies);
            html.Write($"""</td><td data-label="Keys that can sign">""");
            LayoutView.Chips(html, user.ActiveKeys);
            html.Write($"""</td><td data-label="Keys switched off">""");
            LayoutView.Chips(html, user.InactiveKeys);
            html.Write($"</td></tr>");
        }

        End(html, users.Count, 5, "No sub-account.");
    }

    public static void Ledger(HtmlWriter html, IReadOnlyList<PageOrder> orders, decimal spent)
    {
        Begin(html, "ledger", "Ledger", string.Create(CultureInfo.InvariantCulture, $"{orders.Count} orders for CNY {spent:0.00}, newest first"), orders.Count, "Time (UTC)", "Order", "What", "Environment", "Alias", "Package", "Months", "CNY");
        foreach (var order in orders.Take(LayoutView.MaxRows))
        {
            html.Write($"""
                <tr data-key="{order.OrderId}"><td data-label="Time (UTC)">{order.At}</td><th scope="row"><code>{order.OrderId}</code></th><td data-label="What">{order.Kind.ToString()}</td><td data-label="Environment"><code>{order.EnvironmentId}</code></td><td data-label="Alias">{order.Alias}</td>
                <td data-label="Package">{order.PackageId}</td><td class="number" data-label="Months">{order.Months}</td><td class="number" data-label="CNY">{order.Amount}</td></tr>
                """);
        }

        End(html, orders.Count, 8, "Nothing was bought.");
    }

    private static void Begin(HtmlWriter html, string id, string title, string caption, int count, params ReadOnlySpan<string> columns)
    {
        html.Write($"""<section id="{id}" data-live aria-labelledby="{id}-title"><h2 id="{id}-title">{title}</h2>""");
        LayoutView.BeginTable(html, id, LayoutView.Caption(caption, count), columns);
    }

    private static void End(HtmlWriter html, int count, int columns, string none)
    {
        if (count == 0)
        {
            LayoutView.None(html, columns, none);
        }

        LayoutView.EndTable(html);
        html.Write($"</section>");
    }
}
