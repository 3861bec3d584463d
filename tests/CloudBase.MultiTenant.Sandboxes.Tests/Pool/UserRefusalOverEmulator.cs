using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

/// <summary>A pool whose user for the MCP server is none, or is the sandbox's own: nothing is handed over, and nothing runs as somebody else instead.</summary>
public abstract class UserRefusalOverEmulator<TWorld>(TWorld world) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    [Fact]
    public async Task Acquire_ForTheSandboxesOwnUserByName_IsRefusedAndNothingIsWritten()
    {
        await using EmulatedPool pool = new(World, o => o.McpUser = "user");
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);

        (await FluentActions.Awaiting(() => host.AcquireAsync(tenant, Limit)).Should().ThrowAsync<SandboxBindException>())
            .Which.InnerException.Should().BeOfType<SandboxUserException>().Which.User.Should().Be("user");

        (await pool.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Acquire_ForAUserThatSandboxesDoNotHave_SaysWhichTheyHaveAndTheWayOut()
    {
        bool hasMcp = World.Tier == SandboxTier.Bubblewrap && HostUsers.IsMany;
        await using EmulatedPool pool = new(World, o => o.McpUser = hasMcp ? "nobody-there" : "mcp");
        EmulatedPoolHost host = pool.NewHost();
        Tenant tenant = await pool.NewTenantAsync(host, Limit);
        await host.RunAsync(Limit);

        await FluentActions.Awaiting(() => host.AcquireAsync(tenant, Limit)).Should().ThrowAsync<SandboxBindException>()
            .WithMessage(hasMcp ? "*There is no user 'nobody-there' in a sandbox, only 'user' and 'mcp'.*" : "*There is no user 'mcp' in a sandbox, only 'user': *");

        (await pool.RowsAsync()).Should().BeEmpty("what could not be bound is stopped");
    }
}
