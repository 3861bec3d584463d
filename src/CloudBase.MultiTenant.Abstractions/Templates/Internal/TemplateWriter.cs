using System.Text.Json;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Writes a template in one form and order, whatever order its parts were given in.</summary>
internal static class TemplateWriter
{
    public static string Write(EnvironmentTemplate template) => CanonicalJson.Write(
        CanonicalJson.Compact with { Indented = true, NewLine = "\n" },
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", TemplateReader.Format);
            writer.WriteString("name", template.Name);
            writer.WriteString("version", template.Version);
            WriteParts(writer, template);
            writer.WriteEndObject();
        });

    /// <summary>Writes everything but name and version.</summary>
    public static string WriteDefinition(EnvironmentTemplate template) => CanonicalJson.Write(
        CanonicalJson.Compact,
        writer =>
        {
            writer.WriteStartObject();
            WriteParts(writer, template);
            writer.WriteEndObject();
        });

    private static void WriteParts(Utf8JsonWriter writer, EnvironmentTemplate template)
    {
        WriteList(writer, "collections", template.Collections.OrderBy(c => c.Name, StringComparer.Ordinal), WriteCollection);
        WriteList(writer, "functions", template.Functions.OrderBy(f => f.Name, StringComparer.Ordinal), WriteFunction);
        if (template.AuthDomains.Count == 0 && template.Login is null)
        {
            return;
        }

        writer.WriteStartObject("auth");
        WriteList(writer, "domains", template.AuthDomains.Order(StringComparer.Ordinal), static (w, domain) => w.WriteStringValue(domain));
        if (template.Login is { } login)
        {
            writer.WriteStartObject("login");
            writer.WriteBoolean("phoneNumber", login.PhoneNumber);
            writer.WriteBoolean("email", login.Email);
            writer.WriteBoolean("userName", login.UserName);
            writer.WriteBoolean("anonymous", login.Anonymous);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteCollection(Utf8JsonWriter writer, TemplateCollection collection)
    {
        writer.WriteStartObject();
        writer.WriteString("name", collection.Name);
        writer.WriteString("access", TemplateWords.Of(collection.Access));
        if (collection.Rule is { } rule)
        {
            writer.WritePropertyName("rule");
            WriteRaw(writer, rule);
        }

        WriteList(writer, "indexes", collection.Indexes.OrderBy(i => i.Name, StringComparer.Ordinal), WriteIndex);
        WriteList(writer, "documents", collection.Documents.OrderBy(d => d.Id, StringComparer.Ordinal), static (w, document) => WriteRaw(w, document.Json));
        writer.WriteEndObject();
    }

    private static void WriteIndex(Utf8JsonWriter writer, TemplateIndex index)
    {
        writer.WriteStartObject();
        writer.WriteString("name", index.Name);
        WriteList(writer, "fields", index.Fields, static (w, field) =>
        {
            w.WriteStartObject();
            w.WriteString("name", field.Name);
            w.WriteString("direction", field.Direction);
            w.WriteEndObject();
        });
        writer.WriteBoolean("unique", index.Unique);
        writer.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter writer, TemplateFunction function)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteString("runtime", function.Runtime);
        writer.WriteString("handler", function.Handler);
        writer.WriteNumber("memory", function.MemoryMegabytes);
        writer.WriteNumber("timeout", function.TimeoutSeconds);
        if (function.Description.Length > 0)
        {
            writer.WriteString("description", function.Description);
        }

        writer.WriteStartObject("files");
        foreach ((string path, TemplateFile file) in function.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (file.Text is { } text)
            {
                writer.WriteString(path, text);
            }
            else
            {
                writer.WriteStartObject(path);
                writer.WriteBase64String("base64", file.Content.Span);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        if (function.Variables.Count > 0)
        {
            writer.WriteStartObject("variables");
            foreach ((string name, string value) in function.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        WriteList(writer, "triggers", function.Triggers.OrderBy(t => t.Name, StringComparer.Ordinal), static (w, trigger) =>
        {
            w.WriteStartObject();
            w.WriteString("name", trigger.Name);
            w.WriteString("type", trigger.Type);
            w.WriteString("configuration", trigger.Configuration);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        CanonicalJson.Write(writer, document.RootElement);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        bool isOpen = false;
        foreach (T item in items)
        {
            if (!isOpen)
            {
                writer.WriteStartArray(name);
                isOpen = true;
            }

            write(writer, item);
        }

        if (isOpen)
        {
            writer.WriteEndArray();
        }
    }
}
