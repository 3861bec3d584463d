using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Ags;

/// <summary>Filters of a list: all of them must match, each by any of its values.</summary>
internal static class AgsFilters
{
    public static IEnumerable<TRow> Apply<TRow>(ActionContext context, IEnumerable<TRow> rows, IReadOnlyDictionary<string, Func<TRow, string>> fields)
    {
        foreach (var filter in context.Arguments.Items("Filters"))
        {
            var name = filter.Text("Name") ?? string.Empty;
            var values = filter.Texts("Values");
            var field = fields.GetValueOrDefault(name)
                ?? throw CloudErrorException.InvalidValue("Filters.Name", name, $"this emulator filters by {string.Join(", ", fields.Keys)}");
            rows = rows.Where(row => values.Contains(field(row)));
        }

        return rows;
    }

    /// <summary>Named ones, at most 100, or none named.</summary>
    public static HashSet<string> Ids(ActionContext context, string name, string code)
    {
        var ids = context.Arguments.Texts(name);
        return ids.Count <= 100 ? [.. ids] : throw new CloudErrorException(code, $"`{name}` names {ids.Count} and may name 100.");
    }
}
