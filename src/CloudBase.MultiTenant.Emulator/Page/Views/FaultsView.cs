using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page.Views;

/// <summary>The fault scripts in force, and forms to add and to remove them.</summary>
internal static class FaultsView
{
    private static readonly string[] Services = ["tcb", "cam", "sts", "tag", "billing", "ags", "gateway", "sandbox"];

    public static void Write(HtmlWriter html, IReadOnlyList<PageFault> faults, FormProblem? problem)
    {
        html.Write($"""<section id="faults" aria-labelledby="faults-title"><h2 id="faults-title">Fault scripts</h2><div data-live id="faults-live">""");
        LayoutView.BeginTable(html, "faults", $"{faults.Count} in force; the first that answers a call wins", "What happens", "To", "When", "Error", "Delay", "Remove");
        foreach (var (id, script) in faults)
        {
            var when = string.Create(CultureInfo.InvariantCulture, $"from call {script.Nth}, {script.Times} in a row{(script.Probability < 1 ? $", with a chance of {script.Probability:0.##}" : string.Empty)}");
            html.Write($"""
                <tr data-key="f{id}"><th scope="row">{script.Kind.ToString()}</th><td data-label="To">{script.Service ?? "every service"}.{script.Action ?? "every action"}</td><td data-label="When">{when}</td>
                <td data-label="Error">{script.ErrorCode} {script.Message}</td><td data-label="Delay">{script.Delay?.ToString("c", CultureInfo.InvariantCulture)}</td>
                <td><form method="post" action="/_emulator/api/faults/{id}/remove"><button aria-label="Remove the {script.Kind.ToString()} script {id}">Remove</button></form></td></tr>
                """);
        }

        if (faults.Count == 0)
        {
            html.Write($"""<tr><td colspan="6" class="none">None: every call meets the cloud on a good day.</td></tr>""");
        }

        LayoutView.EndTable(html);
        html.Write($"</div>");
        FormProblem.Write(html, problem);
        html.Write($"""
            <form class="add" method="post" action="/_emulator/api/faults"><fieldset><legend>Add a fault script</legend>
            <label>What happens <select name="kind">
            """);
        foreach (var kind in Enum.GetNames<FaultKind>())
        {
            Option(kind, "kind");
        }

        html.Write($"""</select></label><label>Service <select name="service"><option value="">every service</option>""");
        foreach (var service in Services)
        {
            Option(service, "service");
        }

        html.Write($"""
            </select></label>
            <label>Action <input name="action" placeholder="every action" autocomplete="off" value="{Typed("action")}"></label>
            <label>From call <input name="nth" type="number" min="1" value="{Typed("nth", "1")}"></label>
            <label>Calls in a row <input name="times" type="number" min="1" value="{Typed("times", "1")}"></label>
            <label>Chance <input name="probability" type="number" min="0.01" max="1" step="0.01" value="{Typed("probability", "1")}"></label>
            <label>Error code <input name="errorCode" placeholder="InternalError" autocomplete="off" value="{Typed("errorCode")}"></label>
            <label>Message <input name="message" autocomplete="off" value="{Typed("message")}"></label>
            <label>Delay <input name="delay" placeholder="00:00:02" pattern="-?{FormTime.Pattern}" autocomplete="off" value="{Typed("delay")}"></label>
            <button>Add</button></fieldset></form></section>
            """);

        string? Typed(string field, string? otherwise = null) => problem?.Fields.Text(field) ?? otherwise;

        void Option(string value, string field)
        {
            if (Typed(field) == value)
            {
                html.Write($"<option selected>{value}</option>");
            }
            else
            {
                html.Write($"<option>{value}</option>");
            }
        }
    }
}
