using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>Where sandboxes have one user, another is refused with the way out, and nothing runs under the same one instead.</summary>
public sealed class OneUserTests(UnshareFixture fixture) : IClassFixture<UnshareFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Command_AsMcp_IsRefusedWithTheWayOut()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        await FluentActions.Awaiting(() => sandbox.StartAsync(new SandboxedProcessStart { Program = "true", User = "mcp" }, Token))
            .Should().ThrowAsync<SandboxRuntimeException>().WithMessage("There is no user 'mcp' in a sandbox, only 'user': *bubblewrap*");

        fixture.Runtime.Notes.Should().Contain(n => n.StartsWith("Commands run as 'user' only: ", StringComparison.Ordinal));
        (await sandbox.RunAsync("ls /home; grep -c mcp /etc/passwd")).Output.Should().Be("user\n0\n");
    }
}
