using System.Globalization;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>Templates drawn by a seed: the same seed draws the same one.</summary>
internal static class RandomTemplate
{
    public static EnvironmentTemplate Draw(int seed)
    {
        var random = new Random(seed);
        return new EnvironmentTemplate
        {
            Name = "captured",
            Version = "1",
            Collections = [.. Enumerable.Range(0, random.Next(0, 5)).Select(i => Collection(random, i))],
            Functions = [.. Enumerable.Range(0, random.Next(0, 4)).Select(i => Function(random, i))],
            AuthDomains = [.. Enumerable.Range(0, random.Next(0, 3)).Select(i => random.Next(2) == 0 ? $"app{i}.example.com" : $"{{{{tenant.environment}}}}-{i}.example.com")],
            Login = new TemplateLogin(Flip(random), Flip(random), Flip(random), Flip(random)),
        };
    }

    /// <summary>A template with as many of everything as asked for.</summary>
    public static EnvironmentTemplate Of(int collections, int functions) => new()
    {
        Name = "many",
        Version = "1",
        Collections = [.. Enumerable.Range(0, collections).Select(i => new TemplateCollection
        {
            Name = Name("c", i),
            Access = CollectionAccess.AdminOnly,
            Indexes = [Index("a", unique: false), Index("b", unique: true)],
        })],
        Functions = [.. Enumerable.Range(0, functions).Select(i => new TemplateFunction
        {
            Name = Name("fn", i),
            Runtime = "Nodejs18.15",
            Handler = "index.main",
            Files = new Dictionary<string, TemplateFile> { ["index.js"] = TemplateFile.Of("exports.main = async () => 1;") },
            Triggers = [new TemplateTrigger("nightly", "timer", "0 0 2 * * * *")],
        })],
        AuthDomains = ["a.example.com", "b.example.com"],
        Login = new TemplateLogin(false, true, true, false),
    };

    private static TemplateCollection Collection(Random random, int i)
    {
        CollectionAccess access = (CollectionAccess)random.Next(5);
        return new TemplateCollection
        {
            Name = Name("collection", i),
            Access = access,
            Rule = access == CollectionAccess.Custom ? "{\"read\":true,\"write\":\"auth != null\"}" : null,
            Indexes = [.. Enumerable.Range(0, random.Next(0, 3)).Select(n => Index(Name("by", n), Flip(random)))],
            Documents = [.. Enumerable.Range(0, random.Next(0, 4)).Select(n => new TemplateDocument(
                Name("d", n), $$"""{"_id":"{{Name("d", n)}}","n":{{random.Next(1000)}},"text":"ü \"quoted\" {{random.Next()}}","list":[1,{"a":null}]}"""))],
        };
    }

    private static TemplateFunction Function(Random random, int i)
    {
        byte[] binary = new byte[random.Next(1, 300)];
        random.NextBytes(binary);
        binary[0] = 0xFF;
        return new TemplateFunction
        {
            Name = Name("function", i),
            Runtime = random.Next(2) == 0 ? "Nodejs18.15" : "Python3.9",
            Handler = "index.main",
            MemoryMegabytes = 128 * random.Next(1, 10),
            TimeoutSeconds = random.Next(1, 60),
            Description = random.Next(2) == 0 ? string.Empty : "Does something.",
            Files = new Dictionary<string, TemplateFile>
            {
                ["index.js"] = TemplateFile.Of($"exports.main = async () => {random.Next()}; // ü"), ["lib/data.bin"] = TemplateFile.Of(binary),
            },
            Variables = Enumerable.Range(0, random.Next(0, 3)).ToDictionary(
                n => $"KEY{n}", n => n == 0 ? "{{tenant.environment}}" : $"{{{{variables.KEY{n}}}}}", StringComparer.Ordinal),
            Triggers = [.. Enumerable.Range(0, random.Next(0, 2)).Select(n => new TemplateTrigger(Name("t", n), "timer", "0 0 2 * * * *"))],
        };
    }

    private static TemplateIndex Index(string name, bool unique) =>
        new() { Name = name, Fields = [new TemplateIndexField(name, "1"), new TemplateIndexField("other", "-1")], Unique = unique };

    private static string Name(string prefix, int i) => prefix + i.ToString(CultureInfo.InvariantCulture);

    private static bool Flip(Random random) => random.Next(2) == 0;
}
