namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>A template's JSON: every broken rule in one error, and one form whatever order it was given in.</summary>
public sealed class ParseTests
{
    [Fact]
    public void Parse_OfManyMistakes_NamesEachWithPathValueAndRule()
    {
        Action parse = () => EnvironmentTemplate.Parse(
            """
            { "format": 2, "name": "Not a name", "version": "1", "storage": {}, "surprise": 1,
              "collections": [{ "name": "a", "access": "custom" }, { "name": "a", "access": "nobody", "indexes": [{ "name": "_id_", "fields": [] }] }],
              "functions": [{ "name": "f1", "runtime": "x", "handler": "y", "memory": 100, "files": { "../up": "x" }, "variables": { "K": "{{tenant.secret}}" },
                              "triggers": [{ "name": "t", "type": "cos", "configuration": "0 0 2 * * * *" }] }] }
            """);

        TemplateInvalidException error = parse.Should().Throw<TemplateInvalidException>().Which;

        error.ErrorCode.Should().Be(CloudBaseErrorCodes.TemplateInvalid);
        error.Problems.Select(p => p.Path).Should().Contain(
            "$.format", "$.name", "$.storage", "$.surprise", "$.collections[0].rule", "$.collections[1].access", "$.collections[1].indexes[0].name",
            "$.collections[1].indexes[0].fields", "$.functions[0].memory", "$.functions[0].files['../up']", "$.functions[0].variables['K']", "$.functions[0].triggers[0].type");
        error.Problems.Single(p => p.Path == "$.storage").Rule.Should().Contain("'storage' is not supported yet");
        error.Problems.Should().OnlyContain(p => p.Rule.Length > 0);
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("hosting")]
    [InlineData("routes")]
    [InlineData("postgresql")]
    public void Parse_OfAnUnsupportedModule_RefusesItByName(string module)
    {
        Action parse = () => EnvironmentTemplate.Parse($$"""{ "format": 1, "name": "a", "version": "1", "{{module}}": {} }""");

        parse.Should().Throw<TemplateInvalidException>().WithMessage($"*'{module}' is not supported yet*");
    }

    /// <summary>A pattern's end is the text's end, and not a line's: a schema's is, and so must the reader's be.</summary>
    [Theory]
    [InlineData("""{ "format": 1, "name": "a\n", "version": "1" }""")]
    [InlineData("""{ "format": 1, "name": "a", "version": "1\n" }""")]
    [InlineData("""{ "format": 1, "name": "a", "version": "1", "collections": [{ "name": "a\n" }] }""")]
    [InlineData("""{ "format": 1, "name": "a", "version": "1", "functions": [{ "name": "fn", "runtime": "r", "handler": "h", "files": { "a": "" }, "variables": { "K\n": "" } }] }""")]
    public void Parse_OfANameThatEndsInANewLine_IsRefused(string json)
    {
        Action parse = () => EnvironmentTemplate.Parse(json);

        parse.Should().Throw<TemplateInvalidException>();
    }

    [Fact]
    public void Definition_OfARoundTrip_IsTheSame_AndOfACopyWithOtherContent_IsNot()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            EnvironmentTemplate drawn = RandomTemplate.Draw(seed);
            EnvironmentTemplate.Parse(drawn.ToJson()).Definition.Should().Be(drawn.Definition, $"seed {seed}");
            (drawn with { AuthDomains = ["other.example.com", .. drawn.AuthDomains] }).Definition.Should().NotBe(drawn.Definition);
            (drawn with { Version = "99" }).Definition.Should().Be(drawn.Definition, "a version is not content");
        }
    }
}
