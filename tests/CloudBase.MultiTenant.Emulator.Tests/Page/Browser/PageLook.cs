namespace CloudBase.MultiTenant.Emulator.Tests.Page.Browser;

/// <summary>What a page looks like: its texts, its contrast, and the pictures of the docs.</summary>
internal static class PageLook
{
    // WCAG 2.2 AA for text of ordinary size.
    public const string PaleTexts = """
        (() => {
          const rgb = text => (text.match(/[\d.]+/g) ?? []).map(Number);
          const lightness = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
          const pale = [];
          for (const e of document.body.querySelectorAll('*')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
            const [a, b] = [lightness(rgb(getComputedStyle(e).color).slice(0, 3)), lightness(ground(e))];
            const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (contrast < 4.5) pale.push(`${e.tagName}.${e.className} ${contrast.toFixed(2)} ${e.textContent.slice(0, 30)}`);
          }
          return [...new Set(pale)].join('\n');
        })()
        """;

    public static async Task<string> TextAsync(Chromium chromium, string selector) =>
        (await chromium.EvaluateAsync($"document.querySelector('{selector}').innerText"))!.GetValue<string>();

    /// <summary>The tables that are wider than what they are shown in; empty when there is none.</summary>
    public static async Task<string> BesideTheWindowAsync(Chromium chromium) => (await chromium.EvaluateAsync(
        "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.getAttribute('aria-labelledby')).join()"))!.GetValue<string>();

    public static async Task<byte[]> PictureAsync(Chromium chromium, string name)
    {
        var picture = await chromium.PictureAsync();
        await File.WriteAllBytesAsync(Path.Combine(AppContext.BaseDirectory, name), picture);
        return picture;
    }

    /// <summary>The docs show a picture of a test's, of the same size; ids and fonts differ from run to run. CLOUDBASE_APPROVE=1 puts this run's there.</summary>
    public static void ThePictureOfTheDocsIsOneOfThese(byte[] picture, string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CloudBase.MultiTenant.sln")))
        {
            root = root.Parent!;
        }

        var shown = Path.Combine(root.FullName, "docs", "images", name);
        if (Environment.GetEnvironmentVariable("CLOUDBASE_APPROVE") == "1")
        {
            File.WriteAllBytes(shown, picture);
        }

        // A PNG's first 24 bytes: its signature, and the width and height of its header.
        File.ReadAllBytes(shown).AsSpan(0, 24).SequenceEqual(picture.AsSpan(0, 24)).Should().BeTrue("the picture is taken anew with CLOUDBASE_APPROVE=1");
    }
}
