using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Makes the tools that the options list, when they are first wanted, and waits until they are active. Thread-safe.</summary>
internal sealed class ToolCatalog(TencentCloudClient client, AgentSandboxOptions options, InstanceLook look, TimeProvider timeProvider, ILogger logger)
{
    private const int PageSize = 100;

    private readonly ConcurrentDictionary<string, Task> _ensured = new(StringComparer.Ordinal);

    /// <summary>Makes a tool unless it is there. One that the options do not list is left to the cloud to know.</summary>
    /// <exception cref="CloudConflictException">A tool of that name is there, and is another.</exception>
    public async ValueTask EnsureAsync(string name, CancellationToken cancellationToken)
    {
        if (options.Tools.FirstOrDefault(t => t.Name == name) is not { } tool)
        {
            return;
        }

        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task ensured = _ensured.GetOrAdd(name, turn.Task);
        if (ensured == turn.Task)
        {
            _ = RunAsync(tool, turn);
        }

        await ensured.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(AgentSandboxTool tool, TaskCompletionSource turn)
    {
        try
        {
            await EnsureOnceAsync(tool).ConfigureAwait(false);
            turn.SetResult();
        }
        catch (Exception exception)
        {
            // What failed is tried again by the next start.
            _ensured.TryRemove(tool.Name, out _);
            turn.SetException(exception);
        }
    }

    private async Task EnsureOnceAsync(AgentSandboxTool tool)
    {
        long started = timeProvider.GetTimestamp();
        SandboxToolData? found = await FindAsync(tool.Name).ConfigureAwait(false);
        if (found is null)
        {
            await CreateAsync(tool).ConfigureAwait(false);
        }

        for (int looks = 0; ; looks++)
        {
            found = await FindAsync(tool.Name).ConfigureAwait(false);
            if (found is not null)
            {
                Check(tool, found);
                if (found.Status is null or "ACTIVE")
                {
                    return;
                }
            }

            TimeSpan delay = look.Delay(looks);
            if (timeProvider.GetElapsedTime(started) + delay >= options.TransitionTimeout)
            {
                throw AgsErrors.TooSlow(AgsActions.CreateSandboxTool, $"The tool '{tool.Name}' was not active ({found?.Status ?? "not listed"})", options.TransitionTimeout);
            }

            await Task.Delay(delay, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(AgentSandboxTool tool)
    {
        try
        {
            await client.CallAsync(AgsActions.CreateSandboxTool, RequestOf(tool), null, CancellationToken.None).ConfigureAwait(false);
            AgentSandboxLog.ToolMade(logger, tool.Name);
        }
        catch (CloudCallException exception) when (AgsErrors.IsToolNameTaken(exception) || AgsErrors.IsInProgress(exception))
        {
            // Another host made it, or an earlier try of this call did: it is looked at next.
        }
    }

    private async Task<SandboxToolData?> FindAsync(string name)
    {
        for (int offset = 0; ;)
        {
            DescribeSandboxToolListResponse page = await client.CallAsync(
                AgsActions.DescribeSandboxToolList, new DescribeSandboxToolListRequest(offset, PageSize), null, CancellationToken.None).ConfigureAwait(false);
            if (page.SandboxToolSet?.Find(t => t.ToolName == name) is { } found)
            {
                return found;
            }

            offset += page.SandboxToolSet?.Count ?? 0;
            if (page.SandboxToolSet is not { Count: > 0 } || offset >= (page.TotalCount ?? 0))
            {
                return null;
            }
        }
    }

    private static void Check(AgentSandboxTool tool, SandboxToolData found)
    {
        string network = NetworkMode(tool.Network);
        if (found.ToolType is { } type && type != tool.Type)
        {
            throw Another(tool, $"its type is '{type}', not '{tool.Type}'");
        }

        if (found.NetworkConfiguration?.NetworkMode is { } mode && mode != network)
        {
            throw Another(tool, $"its network is {mode}, not {network}");
        }

        if (found.Status is "FAILED" or "DELETING")
        {
            throw Another(tool, $"it is {found.Status}{(found.StatusReason is { } reason ? $" ({reason})" : string.Empty)}");
        }
    }

    private static CloudConflictException Another(AgentSandboxTool tool, string how) => new(
        $"The tool '{tool.Name}' is there already, but {how}. Take another name, or delete that tool.",
        AgsErrors.Details(AgsActions.CreateSandboxTool, "ClientError.AnotherTool", CloudEffect.None));

    private static string NetworkMode(AgentSandboxNetwork network) => network == AgentSandboxNetwork.Internet ? "PUBLIC" : "SANDBOX";

    private static CreateSandboxToolRequest RequestOf(AgentSandboxTool tool) => new()
    {
        ToolName = tool.Name,
        ToolType = tool.Type,
        NetworkConfiguration = new NetworkConfiguration(NetworkMode(tool.Network)),
        Description = tool.Description,
        DefaultTimeout = tool.DefaultLifetime is { } lifetime ? InstanceLifetime.Write(lifetime) : null,
        CustomConfiguration = tool.Image is null && tool.Command.Count == 0 && tool.Ports.Count == 0 && tool.Cpu is null && tool.Memory is null ? null : new CustomConfiguration
        {
            Image = tool.Image,
            ImageRegistryType = tool.ImageRegistryType,
            Command = tool.Command.Count == 0 ? null : tool.Command,
            Ports = tool.Ports.Count == 0 ? null : [.. tool.Ports.Select(p => new ToolPort(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"port-{p}"), p, "TCP"))],
            Resources = tool.Cpu is null && tool.Memory is null ? null : new ToolResources(tool.Cpu, tool.Memory),
        },
    };
}
