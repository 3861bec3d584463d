using System.Reflection;
using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Emulator.State;
using CloudBase.MultiTenant.Emulator.Tests.Page.Browser;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Page;

/// <summary>The page in a real Chromium.</summary>
public sealed class BrowserTests
{
    [Fact]
    public async Task Page_WhileATenantIsOnboarded_ShowsItLiveAndSaysWhyACallWasDenied()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var page = await PageCloud.StartAsync(options => options.NoLimits = true);
        await chromium.SchemeAsync("light");
        await chromium.OpenAsync(page.Http.BaseAddress!);
        await chromium.WaitForAsync("document.getElementById('live').textContent === 'Live'");

        var (_, keys, _) = await page.OnboardAsync("acme");
        var (other, _, _) = await page.OnboardAsync("globex");
        await page.Cloud.CallAsync(keys, "tcb", "DescribeEnvs", new { EnvId = (await page.JsonAsync("api/environments"))[1].GetProperty("id").GetString() });
        await page.Cloud.CodeOfAsync(keys, "tcb", "DescribeEnvs", new { EnvId = other });
        await chromium.WaitForAsync($"document.querySelector('#environments-table').innerText.includes('{other}')");
        await chromium.WaitForAsync("document.querySelector('#requests-table .denied')");
        await chromium.WaitForAsync("['acme-platform', 'globex-platform'].every(name => document.querySelector('#users-table').innerText.includes(name))");
        (await PageLook.TextAsync(chromium, "#ledger-table")).Should().Contain("39.90");

        await chromium.EvaluateAsync("document.querySelector('#requests-table tr:has(.denied) button').focus()");
        await chromium.PressAsync("Enter", 13, "\r");
        await chromium.WaitForAsync("document.querySelector('.detail article')");
        var told = await PageLook.TextAsync(chromium, ".detail");
        told.Should().Contain("Why: denied").And.Contain("tenant&acme").And.Contain("tenant&globex").And.Contain("for_any_value:string_equal").And.Contain("UnauthorizedOperation");
        (await chromium.EvaluateAsync("document.activeElement.getAttribute('aria-expanded')"))!.GetValue<string>().Should().Be("true");
        await chromium.SizeAsync(1280, 1360);
        PageLook.ThePictureOfTheDocsIsOneOfThese(await PageLook.PictureAsync(chromium, "emulator-page.png"), "emulator-page.png");

        // What comes next leaves the opened row and the focus where they are.
        await page.OnboardAsync("initech");
        await chromium.WaitForAsync("document.querySelector('#environments-table').innerText.includes('initech')");
        (await chromium.EvaluateAsync("document.activeElement.getAttribute('aria-expanded') + document.querySelectorAll('.detail article').length"))!.GetValue<string>().Should().Be("true1");
        await chromium.PressAsync("Enter", 13, "\r");
        await chromium.WaitForAsync("!document.querySelector('.detail')");

        chromium.Complaints.Should().BeEmpty();
        chromium.Requests.Should().NotBeEmpty().And.OnlyContain(address => address.Authority == page.Http.BaseAddress!.Authority);
    }

    [Fact]
    public async Task Page_AfterTheEmulatorStartedAgain_CatchesUp()
    {
        await using var chromium = await Chromium.StartAsync();
        var port = KeptPort.Find();
        var first = await PageCloud.StartAsync(options => options.Port = port);
        await first.OnboardAsync("before");
        await chromium.OpenAsync(first.Http.BaseAddress!);
        await chromium.WaitForAsync("document.getElementById('live').textContent === 'Live'");
        await first.DisposeAsync();
        await chromium.WaitForAsync("document.getElementById('live').textContent.includes('Trying again')");

        await using var second = await PageCloud.StartAsync(options => options.Port = port);
        await second.OnboardAsync("after");

        await chromium.WaitForAsync("document.querySelector('#environments-table').innerText.includes('after')");
        (await PageLook.TextAsync(chromium, "#environments-table")).Should().NotContain("before");
        // It may have looked between two of the calls, and then looks again.
        await chromium.WaitForAsync("document.querySelectorAll('#requests-table tbody tr[data-key]').length === 6");
    }

    [Fact]
    public async Task Keyboard_FromTheFirstTabToTheLast_ReachesEverythingAndIsSeen()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var page = await PageCloud.StartAsync();
        await page.OnboardAsync("acme");
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Action = "DestroyEnv" });
        await chromium.OpenAsync(page.Http.BaseAddress!);
        await chromium.EvaluateAsync("window.order = [...document.querySelectorAll('a[href], button, input, select, [tabindex=\"0\"]')]; order.length");
        var count = (await chromium.EvaluateAsync("order.length"))!.GetValue<int>();

        for (var index = 0; index < count; index++)
        {
            await chromium.PressAsync("Tab", 9);
            var seen = (await chromium.EvaluateAsync(
                "(e => `${order.indexOf(e)} ${getComputedStyle(e).outlineStyle} ${(e.getAttribute('aria-label') ?? e.closest('label')?.textContent ?? e.textContent).trim() !== '' || e.hasAttribute('aria-labelledby')}`)(document.activeElement)"))!.GetValue<string>();
            seen.Should().Be($"{index} solid true");
        }

        count.Should().BeGreaterThan(25);
        await chromium.EvaluateAsync("document.querySelector('.skip').focus()");
        await chromium.PressAsync("Enter", 13, "\r");
        (await chromium.EvaluateAsync("document.activeElement.id"))!.GetValue<string>().Should().Be("main");

        await chromium.EvaluateAsync("document.querySelector('#faults-table button').focus()");
        await chromium.PressAsync("Enter", 13, "\r");
        await chromium.WaitForAsync("location.hash === '#faults' && document.querySelector('#faults-table')?.innerText.includes('a good day')");
        page.Cloud.Emulator.Faults.Scripts.Should().BeEmpty();
        chromium.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_ThatMakesNoSense_IsHeldBackOrComesBackWithItsMessageAndThePageGoesOnLiving()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var emulator = await CloudBaseEmulator.StartAsync();
        await chromium.OpenAsync(new Uri(emulator.Endpoint, "/_emulator/"));
        foreach (var (typed, valid) in new[] { ("99:99", false), ("soon", false), ("5", false), ("02:60", false), ("24:00", false), ("02:00", true), ("2:00:00", true), ("40.00:00:00", true) })
        {
            (await chromium.EvaluateAsync($"(e => {{ e.value = '{typed}'; return e.checkValidity() === {(valid ? "true" : "false")}; }})(document.querySelector('[name=advance]'))"))!.GetValue<bool>().Should().BeTrue(typed);
        }

        // More than may be advanced at once: of the right form, so that it is the emulator who refuses it.
        await chromium.EvaluateAsync("(e => { e.value = '4000.00:00:00'; e.form.requestSubmit(); return 1; })(document.querySelector('[name=advance]'))");

        await chromium.WaitForAsync("document.querySelector('#clock [role=alert]')?.innerText.includes('at most 3650 days')");
        await chromium.WaitForAsync("document.activeElement.id === 'clock-problem'");
        (await chromium.EvaluateAsync("document.querySelector('[name=advance]').value"))!.GetValue<string>().Should().Be("4000.00:00:00");
        (await chromium.EvaluateAsync(PageLook.PaleTexts))!.GetValue<string>().Should().BeEmpty();
        await chromium.WaitForAsync("document.getElementById('live').textContent === 'Live'");
        emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Action = "DestroyEnv" });
        await chromium.WaitForAsync("document.querySelector('#faults-table').innerText.includes('DestroyEnv')");
        (await chromium.EvaluateAsync("document.querySelector('#clock [role=alert]') !== null"))!.GetValue<bool>().Should().BeTrue("what is new does not take the message away");
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    public async Task Page_InBothSchemesAndOnAPhone_CanBeRead(string scheme, int width)
    {
        await using var chromium = await Chromium.StartAsync();
        await using var page = await PageCloud.StartAsync();
        var (environment, keys, _) = await page.OnboardAsync("acme");
        await page.Cloud.CodeOfAsync(keys, "tcb", "ModifyEnv", new { EnvId = environment, Alias = "renamed" });
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, Service = "tag" });
        await page.Cloud.CodeOfAsync("tag", "CreateTag", new { TagKey = "a", TagValue = "b" });
        await page.Cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = "nothing" });
        await chromium.SchemeAsync(scheme);
        await chromium.SizeAsync(width, 900);

        foreach (var path in new[] { "", "requests/6" })
        {
            await chromium.OpenAsync(new Uri(page.Http.BaseAddress!, path));
            await PageLook.PictureAsync(chromium, $"emulator-page-{scheme}-{width}{(path.Length > 0 ? "-request" : string.Empty)}.png");
            (await chromium.EvaluateAsync(PageLook.PaleTexts))!.GetValue<string>().Should().BeEmpty();
            (await chromium.EvaluateAsync("document.documentElement.scrollWidth"))!.GetValue<int>().Should().BeLessThanOrEqualTo(width);
            (width > 600 ? string.Empty : await PageLook.BesideTheWindowAsync(chromium)).Should().BeEmpty("on a phone nothing lies beside the window");
        }

        var ground = (await chromium.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!.GetValue<string>();
        ground.Should().Be(scheme == "light" ? "rgb(245, 246, 248)" : "rgb(17, 21, 28)");
    }

    [Fact]
    public async Task Texts_OfStrangers_RunNothing()
    {
        const string Hostile = "</code></pre></script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'><svg onload=\"window.hacked=1\"> javascript:window.hacked=1 \" onfocus=\"window.hacked=1";
        await using var chromium = await Chromium.StartAsync();
        await using var page = await PageCloud.StartAsync();
        var (environment, keys, _) = await page.OnboardAsync("victim");
        Overwrite(page.Cloud.Emulator, Hostile);
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, Action = Hostile, Service = Hostile, ErrorCode = Hostile, Message = Hostile });
        page.Cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, Action = "DescribeEnvs", ErrorCode = Hostile, Message = Hostile });
        await page.Cloud.CodeOfAsync("tcb", "DescribeEnvs", new { EnvId = environment });
        await page.Cloud.CodeOfAsync(keys, "tcb", "ModifyEnv", new { EnvId = environment, Alias = Hostile });
        await page.Cloud.CodeOfAsync("cam", "AddUser", new { Name = Hostile, Remark = Hostile });
        using var unsigned = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent($$"""{"EnvId":{{JsonValue.Create(Hostile).ToJsonString()}},"{{"<script>"}}":1}""") };
        unsigned.Headers.TryAddWithoutValidation("X-TC-Action", Hostile);
        using var sent = await page.Http.SendAsync(unsigned);
        await page.Cloud.GatewayAsync(environment, null, "/v1/functions/%3Cscript%3Ewindow.hacked=1%3C/script%3E");

        await chromium.OpenAsync(page.Http.BaseAddress!);
        await chromium.WaitForAsync("document.getElementById('live').textContent === 'Live'");
        await chromium.EvaluateAsync("document.querySelectorAll('#requests-table button').forEach(button => button.click())");
        await chromium.WaitForAsync("document.querySelectorAll('.detail article').length === document.querySelectorAll('#requests-table tr[data-key]').length");
        await page.Cloud.CreateEnvAsync("renews-page");
        await chromium.WaitForAsync("document.querySelector('#environments-table').innerText.includes('renews-page')");

        (await PageLook.TextAsync(chromium, "#environments-table")).Should().Contain("<script>window.hacked=1</script>");
        (await chromium.EvaluateAsync("String(window.hacked) + document.scripts.length + document.querySelectorAll('img, svg, iframe, [onerror], [onload], [onfocus]').length"))!.GetValue<string>().Should().Be("undefined10");
        chromium.Complaints.Should().BeEmpty("an injected script or handler would be refused by the page's policy, and reported");
    }

    // The emulator refuses such an alias and such tags; a page must not rely on that.
    private static void Overwrite(CloudBaseEmulator emulator, string text)
    {
        object Field(object owner, string name) => owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;
        var state = (AccountState)Field(Field(emulator, "_core"), "_state");
        lock (state.Gate)
        {
            foreach (var environment in state.Environments.Rows)
            {
                environment.Alias = text;
                environment.Tags = [.. environment.Tags, new TagPair(text, text)];
                environment.PackageId += text;
            }

            foreach (var user in state.Users.Rows)
            {
                user.Name = text;
            }

            foreach (var policy in state.Policies.Rows)
            {
                policy.Name = text;
            }
        }
    }
}
