using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Templates;

/// <summary>Installs the template from its package, makes a project far from the repository, and does what its owner does first.</summary>
public sealed class TemplateTests(PackedPackages packages)
{
    [Fact]
    public async Task Template_Instantiated_BuildsPassesItsTestsAndServes()
    {
        using Stranger stranger = await Stranger.ArriveAsync(packages);
        await InstallAsync(stranger);

        ProcessResult made = await NewAsync(stranger, "-n", "Shop", "-o", "shop");
        ProcessResult tested = await stranger.DotNetAsync("test", Path.Combine("shop", "Shop.slnx"), "-nologo", "-nodeReuse:false");

        made.ExitCode.Should().Be(0, "{0}", made);
        Directory.GetFiles(Path.Combine(stranger.Folder, "shop"), "*", SearchOption.AllDirectories).Should().NotContain(f => f.Contains("TenantsApi", StringComparison.Ordinal));
        tested.ExitCode.Should().Be(0, "the project's own tests pass: {0}", tested);
        tested.OutputText.Should().MatchRegex(@"Passed:\s+[5-9]");
        await ServeAsync(stranger);
    }

    [Fact]
    public async Task Template_IntoAFolderWithOtherFiles_IsRefusedAndTouchesNothing()
    {
        using Stranger stranger = await Stranger.ArriveAsync(packages);
        await InstallAsync(stranger);
        string mine = stranger.Write("shop/src/Shop/Program.cs", "// mine\n");

        ProcessResult refused = await NewAsync(stranger, "-n", "Shop", "-o", "shop");

        refused.ExitCode.Should().NotBe(0);
        (refused.OutputText + refused.ErrorText).Should().Contain("Program.cs").And.Contain("--force", "the way out is named");
        (await File.ReadAllTextAsync(mine)).Should().Be("// mine\n");
        Directory.GetFiles(Path.Combine(stranger.Folder, "shop"), "*", SearchOption.AllDirectories).Should().ContainSingle();
    }

    private static async Task InstallAsync(Stranger stranger)
    {
        ProcessResult installed = await stranger.DotNetAsync("new", "install", $"CloudBase.MultiTenant.Templates@{PackedPackages.Version}", "--debug:custom-hive", Path.Combine(stranger.Folder, "hive"));
        installed.ExitCode.Should().Be(0, "{0}", installed);
        installed.OutputText.Should().Contain("cloudbase-tenants-api");
    }

    private static Task<ProcessResult> NewAsync(Stranger stranger, params string[] arguments) =>
        stranger.DotNetAsync(["new", "cloudbase-tenants-api", "--skipRestore", .. arguments, "--debug:custom-hive", Path.Combine(stranger.Folder, "hive")]);

    /// <summary>Runs the built API as a process on a free port, and onboards a tenant through it.</summary>
    private static async Task ServeAsync(Stranger stranger)
    {
        string project = Path.Combine(stranger.Folder, "shop", "src", "Shop");
        TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ProcessStartInfo start = Tool.StartInfo(project, "dotnet", [Path.Combine(project, "bin", "Debug", "net10.0", "Shop.dll"), "--urls", "http://127.0.0.1:0"]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        List<string> said = [];
        using Process api = new() { StartInfo = start };
        api.OutputDataReceived += (_, e) =>
        {
            lock (said)
            {
                said.Add(e.Data ?? string.Empty);
            }

            if (e.Data?.Split("Now listening on: ") is [_, { } address])
            {
                listening.TrySetResult(new Uri(address));
            }
        };
        api.Start();
        api.BeginOutputReadLine();
        api.BeginErrorReadLine();
        try
        {
            using HttpClient client = new() { BaseAddress = await listening.Task.WaitAsync(TimeSpan.FromSeconds(60)) };
            using HttpResponseMessage locked = await client.PostAsJsonAsync("/tenants", new { id = "mei.lin@example.com" });
            client.DefaultRequestHeaders.Add("X-Operator-Key", "development-only");
            using HttpResponseMessage posted = await client.PostAsJsonAsync("/tenants", new { id = "mei.lin@example.com" });
            JsonElement tenant = await client.GetFromJsonAsync<JsonElement>("/tenants/mei.lin@example.com");
            using HttpResponseMessage credential = await client.PostAsync("/tenants/mei.lin@example.com/credential", content: null);

            locked.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            posted.StatusCode.Should().Be(HttpStatusCode.OK);
            tenant.GetProperty("state").GetString().Should().Be("Active");
            string secret = (await credential.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("apiKey").GetString()!;
            secret.Should().NotBeNullOrEmpty();
            (await client.GetStringAsync("/health")).Should().Be("Healthy");
            lock (said)
            {
                said.Should().NotContain(line => line.Contains(secret, StringComparison.Ordinal), "traces and logs carry no secret");
                said.Should().Contain(line => line.Contains("CloudBase.MultiTenant", StringComparison.Ordinal), "Development shows traces");
            }
        }
        finally
        {
            api.Kill();
            await api.WaitForExitAsync();
        }
    }
}
