using CloudBase.MultiTenant.EndToEnd.Tests.Packages;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Templates;

/// <summary>How the template says no. That what it makes builds, passes its tests and serves is tried by <see cref="FreshClone.FreshCloneTests"/>.</summary>
public sealed class TemplateTests(PackedPackages packages)
{
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
}
