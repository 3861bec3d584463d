using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Actions;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

/// <summary>What each served action takes is what is published, field by field.</summary>
public sealed class PublishedFieldsTests
{
    public static TheoryData<string> Actions => new(ActionCatalog.All.Where(action => action.Service != "billing").Select(action => action.FullName).Order());

    [Theory]
    [MemberData(nameof(Actions))]
    public void Parameters_OfEveryServedAction_ArePublished(string fullName)
    {
        var (service, name) = (fullName.Split(':')[0], fullName.Split(':')[1]);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "PublishedFields", service + ".json")));
        var types = document.RootElement.GetProperty("types");
        var published = document.RootElement.GetProperty("actions").GetProperty(name).GetProperty("request");

        Describe(ActionCatalog.Find(service, name)!.Parameters).Should().Equal(Describe(published, types));
    }

    private static SortedDictionary<string, string> Describe(ParameterSchema schema)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in schema.Fields.Values)
        {
            fields[field.Name] = $"{(field.Members is null ? field.Type : string.Join(',', Describe(field.Members)))}{(field.IsArray ? "[]" : "")}{(field.Required ? " !" : "")}";
        }

        return fields;
    }

    private static SortedDictionary<string, string> Describe(JsonElement fields, JsonElement types)
    {
        var described = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.EnumerateObject())
        {
            var words = field.Value.GetString()!.Split(' ');
            var type = words[0].Replace("[]", "", StringComparison.Ordinal);
            var text = types.TryGetProperty(type, out var members) ? string.Join(',', Describe(members, types)) : type;
            described[field.Name] = $"{text}{(words[0].EndsWith("[]", StringComparison.Ordinal) ? "[]" : "")}{(words.Length > 1 ? " !" : "")}";
        }

        return described;
    }
}
