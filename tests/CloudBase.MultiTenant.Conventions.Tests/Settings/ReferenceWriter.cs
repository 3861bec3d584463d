using System.Text;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Writes docs/reference/configuration.md.</summary>
internal static class ReferenceWriter
{
    private const string Introduction = """
        # Configuration

        Written by a test from the options types, their documentation and their rules; `CLOUDBASE_APPROVE=1` writes it anew.

        Settings are read from the section that the host gives, `CloudBase` here: `AddCloudBaseMultiTenant(configuration.GetSection("CloudBase"))`.
        Another name works as well; messages then show that one. As environment variables, `:` becomes `__`: `CloudBase__Renewal__Policy`. Code
        wins over configuration: what a `configure` argument sets is set last.

        - **Checked at start, all at once.** A key that nothing reads, a value that cannot be read or is out of range, and values that contradict
          each other stop the host before anything is spent. Each line names the path, the value (never a secret's), the way out, and the file or variable
          that gave it where the host's configuration tells; the codes are explained in [errors](errors.md).
        - **Times** are written `hours:minutes:seconds` with days in front: `00:00:10`, `2.00:00:00`. A bare number is refused, for `30` could be seconds or days.
        - **Words** such as `Managed` are read in any case.
        - **null** means none, where a setting has no default; elsewhere it is refused. An empty text is refused: it is most often a variable
          that was not set. An empty environment variable is null for a number that may be none.
        - **Lists** replace the default list; `[]` empties it.

        Each package brings a JSON schema of its settings (`ConfigurationSchema.json`, announced to the editor as a `JsonSchemaSegment`), so that an
        editor that knows such segments, as Visual Studio does since 17.9, completes and checks `appsettings.json`. The schema knows the section under the name `CloudBase`.
        """;

    public static string Write(IReadOnlyList<Setting> settings, Func<string, string> describe, Func<string, string?> footnote)
    {
        StringBuilder page = new(Introduction.ReplaceLineEndings("\n"));
        page.Append('\n');
        foreach (IGrouping<string, Setting> section in settings.GroupBy(s => s.Section))
        {
            page.Append('\n').Append("## ").Append(section.Key.Length == 0 ? "CloudBase" : $"CloudBase:{section.Key.Replace($":{SettingCatalogue.PoolName}", ":NAME", StringComparison.Ordinal)}").Append("\n\n");
            page.Append(describe(section.Key)).Append(" Package: `").Append(section.First().Package).Append("`.\n");
            if (footnote(section.Key) is { } note)
            {
                page.Append('\n').Append(note.ReplaceLineEndings("\n").TrimEnd()).Append('\n');
            }

            page.Append("\n| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
            foreach (Setting setting in section)
            {
                page.Append(Row(setting)).Append('\n');
            }
        }

        return page.ToString();
    }

    private static string Row(Setting setting)
    {
        string value = setting.Rule.IsRequired && SettingWords.Value(setting.Default) is null ? "required"
            : SettingWords.Value(setting.Default) is { } text ? $"`{text}`"
            : "none";
        string note = setting.DefaultNote ?? string.Empty;
        return $"| `{setting.Property.Name}` | {SettingWords.Type(setting)} | {value} | {Cell(SettingWords.Range(setting))} | {Cell($"{setting.Meaning} {note}".Trim())} |";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
