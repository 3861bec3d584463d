using System.Globalization;
using CloudBase.MultiTenant.Emulator.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>The query of a list, and the place in it that a page ends at.</summary>
internal sealed class ApiQuery(CloudRequest request)
{
    private const int MaxPage = 100;
    private readonly Dictionary<string, Microsoft.Extensions.Primitives.StringValues> _values = QueryHelpers.ParseQuery(request.Query);

    public string Text(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : string.Empty;

    public int Limit => Text("limit") is not { Length: > 0 } text ? MaxPage
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxPage ? limit
        : throw ApiException.Invalid("limit", $"it is '{text}' and must be 1 to {MaxPage}");

    /// <summary>Names and values that were escaped once before they were made a query of their own, and once more with the query that they are in.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata() =>
        [.. QueryHelpers.ParseQuery(Text("metadata")).Select(pair => KeyValuePair.Create(Uri.UnescapeDataString(pair.Key), Uri.UnescapeDataString(pair.Value.ToString())))];

    /// <summary>Cuts a page out of rows in their order, and names the token of the next one.</summary>
    public (IReadOnlyList<TRow> Page, string? Next) Cut<TRow>(IEnumerable<TRow> rows, Func<TRow, string> keyOf, IComparer<string> order)
    {
        var after = Text("nextToken") is { Length: > 0 } token ? Key(token) : null;
        var rest = rows.OrderBy(keyOf, order).Where(row => after is null || order.Compare(keyOf(row), after) > 0).Take(Limit + 1).ToList();
        return rest.Count <= Limit ? (rest, null) : (rest[..Limit], Token(keyOf(rest[Limit - 1])));
    }

    private static string Token(string key) => WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(key));

    private static string Key(string token)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
        }
        catch (FormatException)
        {
            throw ApiException.Invalid("nextToken", "it is none that this API gave");
        }
    }
}
