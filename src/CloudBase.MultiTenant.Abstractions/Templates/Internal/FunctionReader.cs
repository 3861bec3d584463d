using System.Text.Json;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Reads a template's functions.</summary>
internal static class FunctionReader
{
    public static TemplateFunction? Read(TemplateNode node)
    {
        if (!node.IsObject("name", "runtime", "handler", "memory", "timeout", "description", "files", "variables", "triggers"))
        {
            return null;
        }

        int memory = node.Number("memory", 64, 3072, 256);
        node.Must(memory is 64 || memory % 128 == 0, "memory", "64, or a multiple of 128, in megabytes");
        return new TemplateFunction
        {
            Name = node.Matching("name", TemplatePatterns.Function(), "2 to 60 letters, digits, '-' and '_', starting with a letter and ending with a letter or digit"),
            Runtime = node.Text("runtime", required: true) ?? string.Empty,
            Handler = node.Text("handler", required: true) ?? string.Empty,
            MemoryMegabytes = memory,
            TimeoutSeconds = node.Number("timeout", 1, 900, 5),
            Description = node.Text("description", required: false) ?? string.Empty,
            Files = ReadFiles(node),
            Variables = ReadVariables(node),
            Triggers = node.List("triggers", ReadTrigger, t => t.Name, 10),
        };
    }

    private static Dictionary<string, TemplateFile> ReadFiles(TemplateNode function)
    {
        Dictionary<string, TemplateFile> files = new(StringComparer.Ordinal);
        if (function.Required("files") is not { } node || !node.IsKind(JsonValueKind.Object, "an object of files by path"))
        {
            return files;
        }

        foreach (TemplateNode file in node.Members())
        {
            string path = file.Name;
            file.MustBe(
                path.Length is > 0 and <= 256 && !path.StartsWith('/') && !path.Contains('\\', StringComparison.Ordinal) && !path.Split('/').Any(s => s is "" or "." or ".."),
                "a relative path with '/' between its parts, without '.' and '..'");
            if (ReadFile(file) is { } content)
            {
                files[path] = content;
            }
        }

        node.MustBe(files.Count > 0, "at least one file");
        return files;
    }

    private static TemplateFile? ReadFile(TemplateNode node)
    {
        if (node.Value.ValueKind == JsonValueKind.String)
        {
            return TemplateFile.Of(node.Value.GetString()!);
        }

        if (!node.IsKind(JsonValueKind.Object, "the file's text, or {\"base64\": \"...\"}") || !node.IsObject("base64") || node.Required("base64") is not { } base64)
        {
            return null;
        }

        if (base64.Value.ValueKind == JsonValueKind.String && base64.Value.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return TemplateFile.Of(bytes);
        }

        base64.MustBe(false, "base64");
        return null;
    }

    private static Dictionary<string, string> ReadVariables(TemplateNode function)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        if (function.Member("variables") is not { } node || !node.IsKind(JsonValueKind.Object, "an object of texts by name"))
        {
            return variables;
        }

        foreach (TemplateNode variable in node.Members())
        {
            variable.MustBe(TemplatePatterns.Variable().IsMatch(variable.Name), "a name of letters, digits and '_', starting with a letter");
            if (variable.IsKind(JsonValueKind.String, "a text"))
            {
                string value = variable.Value.GetString()!;
                variable.CheckPlaceholders(value);
                variables[variable.Name] = value;
            }
        }

        return variables;
    }

    private static TemplateTrigger? ReadTrigger(TemplateNode node)
    {
        if (!node.IsObject("name", "type", "configuration"))
        {
            return null;
        }

        string type = node.Text("type", required: true) ?? "timer";
        node.Must(type == "timer", "type", "only 'timer' is supported: other triggers hang on things that no template has");
        string cron = node.Text("configuration", required: true) ?? string.Empty;
        node.Must(cron.Length == 0 || cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 7, "configuration", "a cron expression of seven fields, such as '0 0 2 * * * *'");
        return new TemplateTrigger(
            node.Matching("name", TemplatePatterns.Trigger(), "1 to 100 letters, digits, '-' and '_'"), type, cron);
    }
}
