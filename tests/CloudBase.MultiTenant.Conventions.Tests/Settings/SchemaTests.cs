using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using NJsonSchema;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>What an editor underlines is what a start refuses: the packed segments, merged as editors merge them.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Keys => [.. SettingCatalogue.All.Select(s => s.Key)];

    [Fact]
    public async Task Schema_OfSettingsThatStart_Agrees()
    {
        JsonSchema schema = await SchemaAsync();

        schema.Validate(SettingsHost.Valid().ToJsonString()).Should().BeEmpty();
        foreach (Setting setting in SettingCatalogue.All.Where(s => s.Default is not null && SettingWords.Value(s.Default) is not null))
        {
            JsonObject settings = SettingsHost.With(setting, SchemaWriter.Default(setting.Default));
            schema.Validate(settings.ToJsonString()).Should().BeEmpty($"{setting.Key} has its default");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Schema_OfAMisspeltKey_RefusesItAsAStartDoes(string key)
    {
        Setting setting = SettingCatalogue.All.Single(s => s.Key == key);
        JsonObject settings = SettingsHost.Valid();
        SettingsHost.Place(settings, setting)[setting.Property.Name + "x"] = "canary";

        (await SchemaAsync()).Validate(settings.ToJsonString()).Should().NotBeEmpty();
        (await SettingsHost.StartAsync(settings, setting.Section == "Emulator")).Should().ContainSingle().Which.Should().StartWith("CBMT1001: ");
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Schema_OfABadValue_RefusesItAsAStartDoes(string key)
    {
        Setting setting = SettingCatalogue.All.Single(s => s.Key == key);
        JsonSchema schema = await SchemaAsync();

        // A schema cannot compare times; their ranges are told by its descriptions.
        BadValue[] bad = [.. BadValues.Of(setting).Where(b => setting.Type != typeof(TimeSpan) || !b.What.EndsWith("range", StringComparison.Ordinal))];
        foreach (BadValue value in bad)
        {
            schema.Validate(SettingsHost.With(setting, value.Value?.DeepClone()).ToJsonString()).Should().NotBeEmpty($"{key} is {value.What}");
        }

        foreach (JsonNode? good in BadValues.Good(setting).Where(g => g is null || !setting.Type.IsEnum || char.IsLower(g.GetValue<string>()[^1])))
        {
            schema.Validate(SettingsHost.With(setting, good?.DeepClone()).ToJsonString()).Should().BeEmpty($"{key} may be {good?.ToJsonString() ?? "null"}");
        }
    }

    [Fact]
    public async Task Schema_OfAMisspeltSection_RefusesIt()
    {
        JsonObject settings = SettingsHost.Valid();
        settings["CloudBase"]!["Provisionning"] = new JsonObject();

        (await SchemaAsync()).Validate(settings.ToJsonString()).Should().ContainSingle();
    }

    private static Task<JsonSchema> SchemaAsync()
    {
        JsonObject merged = [];
        foreach (string file in Repository.Projects.Select(p => Path.Combine(Repository.Root, "src", p, "ConfigurationSchema.json")).Where(File.Exists))
        {
            Merge(merged, JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        }

        return JsonSchema.FromJsonAsync(merged.ToJsonString());
    }

    // Objects are joined key by key, and the first to say something else keeps its word.
    private static void Merge(JsonObject target, JsonObject segment)
    {
        foreach ((string name, JsonNode? value) in segment)
        {
            if (!target.TryGetPropertyValue(name, out JsonNode? there))
            {
                target[name] = value?.DeepClone();
            }
            else if (there is JsonObject inner && value is JsonObject added)
            {
                Merge(inner, added);
            }
        }
    }
}
