using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;
using CloudBase.MultiTenant.Emulator.Page.Views;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>The page at <c>/_emulator/</c> and the JSON behind it under <c>/_emulator/api/</c>. Thread-safe.</summary>
internal sealed class PageEndpoints(EmulatorCore core, PageReader reader, SandboxReader sandboxes)
{
    private const string Home = ControlEndpoints.Prefix;

    /// <summary>Answers a request of the page; null when it is none of the page's.</summary>
    public CloudReply? TryHandle(CloudRequest request)
    {
        var path = request.Path[Home.Length..].Split('/');
        if (path is not ([""] or ["requests", _] or ["assets", _] or ["api", ..]))
        {
            return null;
        }

        try
        {
            return (request.Method, path) switch
            {
                ("GET", [""]) => HomePage(request),
                ("GET", ["requests", var number]) => Request(number),
                ("GET", ["assets", var name]) => PageAssets.Find(name),
                ("GET", ["api", "overview"]) => PageReply.Json(reader.Overview(reader.Snapshot()), PageJson.Default.PageOverview),
                ("GET", ["api", "environments"]) => PageReply.Json(PageReader.Environments(reader.Snapshot()), PageJson.Default.IReadOnlyListPageEnvironment),
                ("GET", ["api", "users"]) => PageReply.Json(PageReader.Users(reader.Snapshot()), PageJson.Default.IReadOnlyListPageUser),
                ("GET", ["api", "sandboxes"]) => PageReply.Json(sandboxes.Sandboxes(), PageJson.Default.IReadOnlyListPageSandbox),
                ("GET", ["api", "snapshots"]) => PageReply.Json(sandboxes.Snapshots(), PageJson.Default.IReadOnlyListPageSnapshot),
                ("GET", ["api", "ledger"]) => PageReply.Json(reader.Orders(), PageJson.Default.IReadOnlyListPageOrder),
                ("GET", ["api", "faults"]) => PageReply.Json(reader.Faults(), PageJson.Default.IReadOnlyListPageFault),
                ("GET", ["api", "requests"]) => Requests(request),
                ("GET", ["api", "requests", var number]) => RequestJson(number),
                ("POST", ["api", "faults"]) => AddFault(request),
                ("POST", ["api", "faults", var id, "remove"]) => Remove(request, path, id) ?? PageReply.SeeOther(Home + "#faults"),
                ("DELETE", ["api", "faults", var id]) => Remove(request, path, id) ?? PageReply.Json(reader.Faults(), PageJson.Default.IReadOnlyListPageFault),
                ("POST", ["api", "clock"]) => Advance(request),
                (_, ["api", ..]) => PageReply.Error(404, "served under api/ are overview, environments, users, sandboxes, snapshots, ledger, requests, requests/N, faults (GET), faults and clock (POST), faults/N (DELETE)"),
                _ => PageReply.Error(404, "this is read with GET; see /_emulator/"),
            };
        }
        catch (ArgumentException exception)
        {
            return Refused(request, path, 400, ControlBody.Sentence(exception));
        }
        catch (InvalidOperationException exception)
        {
            return Refused(request, path, 409, exception.Message);
        }
    }

    /// <summary>Says what was wrong: in a browser that sent a form, at the form and with what was typed.</summary>
    private CloudReply Refused(CloudRequest request, string[] path, int status, string message) =>
        path is ["api", "clock" or "faults", ..] && request.Method == "POST" && request.Header("Accept").Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? HomePage(request, new FormProblem(path[1], message, FormFields.OfBody(request.Body)), status)
            : PageReply.Error(status, message);

    private CloudReply HomePage(CloudRequest request, FormProblem? problem = null, int status = 200)
    {
        var html = new HtmlWriter();
        // One copy for the whole page: it is made while the account's gate is held.
        var snapshot = reader.Snapshot();
        var overview = reader.Overview(snapshot);
        HomeView.Write(html, reader, sandboxes, snapshot, overview, request.Host, FormFields.OfQuery(request.Query).Text("show"), problem);
        return PageReply.Html(html, status);
    }

    private CloudReply Request(string number)
    {
        if (Find(number) is not { } found)
        {
            return PageReply.Error(404, NotKept(number));
        }

        var html = new HtmlWriter();
        RequestView.Write(html, found);
        return PageReply.Html(html);
    }

    private CloudReply RequestJson(string number) =>
        Find(number) is { } found ? PageReply.Json(found, PageJson.Default.PageRequest) : PageReply.Error(404, NotKept(number));

    private CloudReply Requests(CloudRequest request)
    {
        var query = FormFields.OfQuery(request.Query);
        var most = (int)Math.Clamp(Number("most", 100), 1, RequestLog.Capacity);
        return PageReply.Json(reader.Requests(Number("after", 0), most), PageJson.Default.PageRequests);

        long Number(string name, long otherwise) =>
            query.Text(name) is not { } text ? otherwise
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ArgumentException($"{name} is '{text}' but must be a whole number, such as {otherwise}.");
    }

    private CloudReply AddFault(CloudRequest request)
    {
        var isForm = IsForm(request);
        var script = isForm
            ? FaultForm.Read(FormFields.OfBody(request.Body))
            : ControlBody.Read(request.Body, ControlJson.Default.FaultScriptBody, FaultScriptBody.Example).ToScript();
        core.Faults.Add(script);
        return isForm ? PageReply.SeeOther(Home + "#faults") : PageReply.Json(reader.Faults(), PageJson.Default.IReadOnlyListPageFault);
    }

    /// <summary>Removes a fault script; what went wrong, or null when nothing did.</summary>
    private CloudReply? Remove(CloudRequest request, string[] path, string id)
    {
        var removed = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && core.Faults.Remove(number);
        return removed ? null : Refused(request, path, 404, $"No fault script has the number '{id}' any more; those in force stand under api/faults.");
    }

    private CloudReply Advance(CloudRequest request)
    {
        var isForm = IsForm(request);
        var change = isForm
            ? new ClockChange(FormFields.OfBody(request.Body).Text("advance") is { } text ? FormTime.Read("advance", text) : null)
            : ControlBody.Read(request.Body, ControlJson.Default.ClockChange, ClockChange.Example);
        var durable = core.Account.Advance(change.Required());
        return isForm
            ? PageReply.SeeOther(Home + "#clock", durable)
            : PageReply.Json(ClockReading.Of(core.Time), ControlJson.Default.ClockReading, durable);
    }

    private PageRequest? Find(string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? reader.Request(wanted) : null;

    private static string NotKept(string number) =>
        $"the request '{number}' is not there: the latest {RequestLog.Capacity} of this run are kept";

    private static bool IsForm(CloudRequest request) =>
        request.Header("Content-Type").StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
