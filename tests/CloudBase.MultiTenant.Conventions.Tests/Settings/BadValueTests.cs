using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Each option of each package, given wrongly in each way that its type and rules allow: the host does not start, and says why.</summary>
public sealed class BadValueTests
{
    public static TheoryData<string> Sections => [.. SettingCatalogue.Parts.Select(p => p.Section).Where(s => s.Length > 0)];

    public static TheoryData<string> Keys => [.. SettingCatalogue.All.Select(s => s.Key)];

    [Fact]
    public void Settings_HaveRules() =>
        SettingCatalogue.All.Where(s => !HasRule(s)).Select(s => $"{s.Key} ({s.Property.PropertyType.Name}) has no rule: state one in the validator of {s.Property.DeclaringType!.Name}").ShouldBeNone();

    [Fact]
    public async Task Host_WithWhatIsRequiredOnly_Starts()
    {
        (await SettingsHost.StartAsync(SettingsHost.Valid())).Should().BeEmpty();
        (await SettingsHost.StartAsync(SettingsHost.Valid(), emulator: true)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Start_WithABadValue_IsRefusedByPathAndValue(string key)
    {
        Setting setting = Find(key);
        foreach (BadValue bad in BadValues.Of(setting))
        {
            IReadOnlyList<string> failures = await StartAsync(setting, bad.Value);

            string[] own = [.. failures.Where(f => f.Split(' ')[1].StartsWith(setting.Path, StringComparison.Ordinal) && f.StartsWith(bad.Code, StringComparison.Ordinal))];
            own.Should().ContainSingle($"{key} is {bad.What}: {string.Join(Environment.NewLine, failures)}").Which.Should().Match("CBMT????: * *:*.", "a rule or a way out follows the value");
            failures.Where(f => !f.Contains(setting.Property.Name, StringComparison.Ordinal)).Should().BeEmpty("one mistake has no other victims");
            if (setting.IsSecret)
            {
                failures.Should().NotContain(f => f.Contains("canary"), "it may be a secret");
            }
            else if (bad.Shown is not null)
            {
                own.Should().OnlyContain(f => f.Contains(bad.Shown), "the value is shown");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Start_WithAnUnfitText_IsRefusedByItsRule(string key)
    {
        Setting setting = Find(key);
        if (!BadValues.Texts(setting).Any())
        {
            return;
        }

        List<string> own = [];
        foreach (string text in BadValues.Texts(setting))
        {
            own.AddRange((await StartAsync(setting, text)).Where(f => f.Contains(setting.Path, StringComparison.Ordinal)));
        }

        own.Should().NotBeEmpty($"{key} says '{string.Join("; ", setting.Rule.Words)}' and takes every text");
        if (setting.IsSecret)
        {
            own.Should().NotContain(f => f.Contains("canary"));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Start_WithAMisspeltKey_NamesTheRightOne(string key)
    {
        Setting setting = Find(key);
        JsonObject settings = SettingsHost.Valid();
        string misspelt = setting.Property.Name[..^1] + "x" + setting.Property.Name[^1];
        SettingsHost.Place(settings, setting)[misspelt] = "canary";

        IReadOnlyList<string> failures = await SettingsHost.StartAsync(settings, setting.Section == "Emulator");

        string path = setting.Path[..^setting.Property.Name.Length] + misspelt;
        failures.Should().ContainSingle().Which.Should().Be($"CBMT1001: {path} is read by nothing: did you mean {setting.Property.Name}?");
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task Start_WithAMisspeltSection_NamesTheRightOne(string section)
    {
        JsonObject settings = SettingsHost.Valid();
        string[] path = section.Split(':');
        JsonObject place = settings["CloudBase"]!.AsObject();
        foreach (string part in path[..^1])
        {
            place = (place[part] ??= new JsonObject()).AsObject();
        }

        place[path[^1] + "x"] = new JsonObject { ["Canary"] = 1 };

        IReadOnlyList<string> failures = await SettingsHost.StartAsync(settings, section == "Emulator");

        failures.Should().ContainSingle().Which.Should().StartWith($"CBMT1001: CloudBase:{section}x is read by nothing: did you mean {path[^1]}?");
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Start_WithAValueAtTheEdge_BreaksNoRuleOfItsOwn(string key)
    {
        Setting setting = Find(key);
        foreach (JsonNode? good in BadValues.Good(setting))
        {
            (await StartAsync(setting, good)).Should().NotContain(
                f => f.StartsWith($"CBMT1006: {setting.Path} ", StringComparison.Ordinal) || f.StartsWith($"CBMT1002: {setting.Path} ", StringComparison.Ordinal),
                $"{key} may be {good?.ToJsonString() ?? "null"}");
        }
    }

    [Fact]
    public async Task Start_WithEveryMistakeAtOnce_NamesThemAll()
    {
        JsonObject settings = SettingsHost.Valid();
        Setting[] wrong = [.. SettingCatalogue.All.Where(s => s.Section != "Emulator" && BadValues.Of(s).Any())];
        foreach (Setting setting in wrong)
        {
            SettingsHost.Place(settings, setting)[setting.Property.Name] = BadValues.Of(setting).First().Value?.DeepClone();
        }

        IReadOnlyList<string> failures = await SettingsHost.StartAsync(settings);

        wrong.Where(s => !failures.Any(f => f.Contains(s.Path + " ", StringComparison.Ordinal))).Select(s => $"{s.Key} is not among the problems").ShouldBeNone();
    }

    private static Setting Find(string key) => SettingCatalogue.All.Single(s => s.Key == key);

    private static Task<IReadOnlyList<string>> StartAsync(Setting setting, JsonNode? value) =>
        SettingsHost.StartAsync(SettingsHost.With(setting, value?.DeepClone()), setting.Section == "Emulator");

    private static bool HasRule(Setting setting) =>
        setting.Type == typeof(bool) || setting.Type.IsEnum || setting.Type == typeof(SecretString)
        || (setting.IsNumber || setting.Type == typeof(TimeSpan)
            ? setting.Rule.Words.Count > 0 || (setting.Rule.Least is not null && (setting.Rule.Most is not null || setting.Type == typeof(int)))
            : setting.Rule.Words.Count > 0 || setting.Rule.Allowed is not null || setting.Rule.IsRequired);
}
