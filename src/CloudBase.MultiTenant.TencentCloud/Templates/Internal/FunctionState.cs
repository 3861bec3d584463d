using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Compares a function as it is with what a template says. Variables may be secrets: what is shown of them is a hash.</summary>
internal static class FunctionState
{
    public static bool IsConfigured(TemplateFunction function, ScfFunctionResponse found) =>
        found.MemorySize == function.MemoryMegabytes && found.Timeout == function.TimeoutSeconds && (found.Description ?? string.Empty) == function.Description
        && IsSame(function.Variables, Variables(found));

    public static bool HasTrigger(TemplateTrigger trigger, ScfFunctionResponse found) =>
        found.Triggers?.Exists(t => t.TriggerName == trigger.Name && t.Type == trigger.Type && Cron(t.TriggerDesc) == trigger.Configuration) == true;

    public static IEnumerable<TemplateMismatch> Compare(string module, TemplateFunction function, ScfFunctionResponse found)
    {
        (string Part, string Expected, string Found)[] parts =
        [
            ("runtime", function.Runtime, found.Runtime ?? string.Empty),
            ("handler", function.Handler, found.Handler ?? string.Empty),
            ("memory", $"{function.MemoryMegabytes} MB", $"{found.MemorySize} MB"),
            ("timeout", $"{function.TimeoutSeconds} s", $"{found.Timeout} s"),
            ("description", function.Description, found.Description ?? string.Empty),
            ("variables", Show(function.Variables), Show(Variables(found))),
        ];
        foreach ((string part, string expected, string actual) in parts.Where(p => p.Expected != p.Found))
        {
            yield return new TemplateMismatch(module, $"{function.Name}/{part}", expected, actual);
        }

        foreach (TemplateTrigger trigger in function.Triggers.Where(t => !HasTrigger(t, found)))
        {
            ScfTrigger? other = found.Triggers?.Find(t => t.TriggerName == trigger.Name);
            yield return new TemplateMismatch(module, $"{function.Name}/triggers/{trigger.Name}", trigger.Configuration, other is null ? "not there" : $"{other.Type} {Cron(other.TriggerDesc)}");
        }
    }

    /// <summary>Makes a template's function of one that lives. Its variables' values stay where they are: they may be secrets.</summary>
    public static TemplateFunction Capture(EnvironmentId environment, string name, ScfFunctionResponse found, IReadOnlyDictionary<string, TemplateFile> files)
    {
        if (found.Triggers?.Find(t => t.Type != "timer") is { } other)
        {
            throw new TemplateUnsupportedException(
                $"The function '{name}' of '{environment}' has the trigger '{other.TriggerName}' of the type '{other.Type}', which hangs on something that no template has: "
                + "write the template by hand, or take the trigger away.", "functions");
        }

        return new TemplateFunction
        {
            Name = name,
            Runtime = found.Runtime ?? string.Empty,
            Handler = found.Handler ?? string.Empty,
            MemoryMegabytes = found.MemorySize ?? 256,
            TimeoutSeconds = found.Timeout ?? 3,
            Description = found.Description ?? string.Empty,
            Files = files,
            Variables = Variables(found).ToDictionary(v => v.Key, v => Placeholder(environment, v.Key, v.Value), StringComparer.Ordinal),
            Triggers = [.. (found.Triggers ?? []).Select(t => new TemplateTrigger(t.TriggerName ?? string.Empty, "timer", Cron(t.TriggerDesc)))],
        };
    }

    /// <summary>A value that is the environment's own id is no secret, and differs in a clone; every other becomes a variable of the platform's.</summary>
    private static string Placeholder(EnvironmentId environment, string key, string value) =>
        value == environment.Value ? "{{tenant.environment}}" : $"{{{{variables.{key}}}}}";

    private static Dictionary<string, string> Variables(ScfFunctionResponse found) => (found.Environment?.Variables ?? [])
        .Where(v => v.Key is { Length: > 0 }).ToDictionary(v => v.Key!, v => v.Value ?? string.Empty, StringComparer.Ordinal);

    private static bool IsSame(IReadOnlyDictionary<string, string> expected, Dictionary<string, string> found) =>
        expected.Count == found.Count && expected.All(v => found.TryGetValue(v.Key, out string? value) && value == v.Value);

    private static string Show(IReadOnlyDictionary<string, string> variables)
    {
        string all = string.Join('\n', variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}\0{v.Value}"));
        return $"{variables.Count} ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..12]})";
    }

    /// <summary>The cloud takes a timer as cron and gives it back as JSON.</summary>
    private static string Cron(string? description)
    {
        if (description is not ['{', ..])
        {
            return description ?? string.Empty;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(description);
            return document.RootElement.TryGetProperty("cron", out JsonElement cron) ? cron.GetString() ?? string.Empty : description;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return description;
        }
    }
}
