using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Hosting;

/// <summary>Whatever is posted to <c>/_emulator/</c> and makes no sense is answered in the sender's own words: the value, the rule, and nothing of this program.</summary>
public sealed class BadBodyTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static TheoryData<string, string, string, string, string> Bodies
    {
        get
        {
            var bodies = new TheoryData<string, string, string, string, string>();
            foreach (var path in (string[])["clock", "api/clock"])
            {
                bodies.Add(path, Json, """{"advance":"x"}""", "advance is 'x'", "must be a time such as 02:00:00");
                bodies.Add(path, Json, """{"advance":"99:99:99"}""", "'99:99:99'", "must be a time such as 02:00:00");
                bodies.Add(path, Json, """{"advance":5}""", "advance is '5'", "must be a time such as 02:00:00");
                bodies.Add(path, Json, """{"advance":"-01:00:00"}""", "advanced by -01:00:00", "more than 0 and at most 3650 days");
                bodies.Add(path, Json, """{"advance":"4000.00:00:00"}""", "advanced by 4000.00:00:00", "more than 0 and at most 3650 days");
                bodies.Add(path, Json, """{"advnce":"02:00:00"}""", "'advnce'", "Did you mean advance?");
                bodies.Add(path, Json, """{"\ud800":1}""", "is not known", "there is advance");
                bodies.Add(path, Json, "{}", "advance is missing", "a time such as 02:00:00");
            }

            foreach (var path in (string[])["faults", "api/faults"])
            {
                bodies.Add(path, Json, """{"kind":"Foo"}""", "kind is 'Foo'", "must be one of Error, ErrorAfterEffect, BadGateway");
                bodies.Add(path, Json, """{"kind":"Throtle"}""", "kind is 'Throtle'", "Did you mean Throttle?");
                bodies.Add(path, Json, """{"kind":99}""", "kind is '99'", "must be one of Error");
                bodies.Add(path, Json, """{"kind":"Error","servise":"tcb"}""", "'servise'", "Did you mean service?");
                bodies.Add(path, Json, """{"kind":"Error","zzzzzzzz":1}""", "'zzzzzzzz'", "there is kind, service, action, nth, times, probability, errorCode, message, delay.");
                bodies.Add(path, Json, """{"kind":"Error","service":7}""", "service is '7'", "must be a text");
                bodies.Add(path, Json, """{"kind":"Error","action":"\ud800"}""", "action is", "must be a text");
                bodies.Add(path, Json, """{"kind":"Error","probability":3}""", "probability is '3'", "above 0 and at most 1");
                bodies.Add(path, Json, """{"kind":"Error","probability":"often"}""", "probability is 'often'", "above 0 and at most 1");
                bodies.Add(path, Json, """{"kind":"Error","nth":0}""", "nth is '0'", "whole number from 1");
                bodies.Add(path, Json, """{"kind":"Error","times":1.5}""", "times is '1.5'", "whole number from 1");
                bodies.Add(path, Json, """{"kind":"Error","times":null}""", "times is 'null'", "whole number from 1");
                bodies.Add(path, Json, """{"kind":"Latency"}""", "delay is missing", "a time such as 00:00:02");
                bodies.Add(path, Json, """{"kind":"Latency","delay":"2s"}""", "delay is '2s'", "must be a time such as 00:00:02");
                bodies.Add(path, Json, """{"kind":"Latency","delay":"-00:00:02"}""", "delay is '-00:00:02'", "must be 0 or more");
                bodies.Add(path, Json, """{"kind":"LandsLate","delay":"00:06:00"}""", "delay is '00:06:00'", "at most 00:05:00");
                bodies.Add(path, Json, "{}", "kind is missing", "one of Error");
            }

            bodies.Add("faults", Json, """[{"kind":"Error"},{"kind":"Foo"}]""", "kind is 'Foo'", "must be one of Error");
            bodies.Add("account", Json, """{"balance":"x"}""", "balance is 'x'", "must be a number such as 1000");
            bodies.Add("account", Json, """{"soldOut":"yes"}""", "soldOut is 'yes'", "must be true or false");
            bodies.Add("account", Json, """{"soldout":true}""", "'soldout'", "Did you mean soldOut?");
            bodies.Add("usage", Json, """{"environment":"platform-0emulator","metric":"FunctionInvocationpkg","value":"x"}""", "value is 'x'", "whole number from 0");
            bodies.Add("usage", Json, """{"environment":"platform-0emulator","metric":"FunctionInvocationpkg","value":-5}""", "value is '-5'", "whole number from 0");
            bodies.Add("usage", Json, """{"environment":"nowhere","metric":"FunctionInvocationpkg","value":5}""", "'nowhere'", "/_emulator/state");
            bodies.Add("usage", Json, """{"environment":"platform-0emulator","metric":"FunctionInvocationpgk","value":5}""", "'FunctionInvocationpgk'", "Did you mean FunctionInvocationpkg?");
            bodies.Add("usage", Json, """{"environment":"platform-0emulator"}""", "Send whose meter, which and how much", "{\"environment\":");
            foreach (var path in (string[])["clock", "api/clock", "faults", "api/faults", "account", "usage"])
            {
                bodies.Add(path, Json, "", "The body is ''", "must be JSON such as {");
                bodies.Add(path, Json, "advance=2", "The body is 'advance=2'", "must be JSON such as {");
                bodies.Add(path, Json, "{\"a\":\n!", "it is none from line 2, byte 1", "must be JSON such as {");
                bodies.Add(path, Json, "null", "The body is 'null'", "must be an object such as {");
                bodies.Add(path, Json, "\"text\"", "The body is 'text'", "must be an object such as {");
                bodies.Add(path, Json, "[5]", path == "faults" ? "The body is '5'" : "The body is '[5]'", "must be an object such as {");
            }

            bodies.Add("import", Json, "", "it is empty", "Export it again");
            bodies.Add("import", Json, "{", "no JSON from line 1", "Export it again");
            bodies.Add("import", Json, """{"format":5}""", "its format is '5'", "'cloudbase-emulator export' wrote");
            bodies.Add("import", Json, "[]", "its format is 'missing'", "'cloudbase-emulator export' wrote");
            bodies.Add("import", Json, """{"format":"cloudbase-emulator-state","version":"1"}""", "its version is '1'", "must be a whole number");
            bodies.Add("import", Json, """{"format":"cloudbase-emulator-state","version":1,"rows":"all"}""", "its rows are 'all'", "must be a list");
            bodies.Add("import", Json, """{"format":"cloudbase-emulator-state","version":1,"rows":[5]}""", "row 1 is '5'", "must have a kind, an id and a row");
            bodies.Add("import", Json, """{"format":"cloudbase-emulator-state","version":1,"rows":[{"kind":"ghost","id":"1","row":{}}]}""", "'ghost'", "Update the emulator");
            bodies.Add("import", Json, """{"format":"cloudbase-emulator-state","version":1,"rows":[{"kind":"KIND","id":"the-id","row":"x"}]}""", "'the-id'", "Export it again");
            bodies.Add("api/clock", Form, "advance=abc", "advance is 'abc'", "must be a time such as 02:00:00");
            bodies.Add("api/clock", Form, "advance=99:99", "advance is '99:99'", "must be a time such as 02:00:00");
            bodies.Add("api/clock", Form, "advance=5", "advance is '5'", "must be a time such as 02:00:00");
            bodies.Add("api/clock", Form, "advnce=02:00:00", "advance is missing", "a time such as 02:00:00");
            bodies.Add("api/faults", Form, "kind=Foo", "kind is 'Foo'", "must be one of Error");
            bodies.Add("api/faults", Form, "kind=Error&nth=zero", "nth is 'zero'", "whole number from 1");
            bodies.Add("api/faults", Form, "kind=Error&probability=3", "probability is '3'", "above 0 and at most 1");
            bodies.Add("api/faults", Form, "kind=Latency&delay=99:99", "delay is '99:99'", "must be a time such as 00:00:02");
            return bodies;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Post_OfWhatMakesNoSense_IsRefusedByValueAndRuleAlone(string path, string type, string body, string value, string rule)
    {
        await using var cloud = await Cloud.StartAsync(o => o.TimeProvider = new EmulatorClock(o.TimeProvider));
        if (body.Contains("KIND", StringComparison.Ordinal))
        {
            using var exported = new MemoryStream();
            await cloud.Emulator.ExportAsync(exported);
            body = body.Replace("KIND", JsonDocument.Parse(exported.ToArray()).RootElement.GetProperty("rows")[0].GetProperty("kind").GetString(), StringComparison.Ordinal);
        }

        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await cloud.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://emulator/_emulator/{path}") { Content = content });
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, text);
        JsonDocument.Parse(text).RootElement.GetProperty("error").GetString().Should().Contain(value).And.Contain(rule);
        text.Should().NotContainAny("System.", "CloudBase.MultiTenant.", "Parameter '", "`1", ".NET", "\\u0027", "Actual value");
        cloud.Emulator.Faults.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Post_OfBytesThatAreNoText_IsRefusedAsSuch()
    {
        await using var cloud = await Cloud.StartAsync();
        using var response = await cloud.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://emulator/_emulator/account") { Content = new ByteArrayContent([(byte)'{', 0xff, 0xfe]) });

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("must be JSON in UTF-8");
    }
}
