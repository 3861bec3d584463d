using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>filesystem.Filesystem: looks at, makes, moves, removes and watches files.</summary>
internal sealed class FilesystemService(TimeProvider time)
{
    public const string Prefix = "/filesystem.Filesystem/";
    private const int MaxDepth = 32;

    public async Task HandleAsync(ConnectCall call, string method)
    {
        if (method == "WatchDir")
        {
            await WatchAsync(call).ConfigureAwait(false);
            return;
        }

        using var document = await call.ReadAsync(stream: false).ConfigureAwait(false);
        var request = document.RootElement;
        switch (method)
        {
            case "Stat":
                await AnswerEntryAsync(call, PathOf(request, "path")).ConfigureAwait(false);
                return;
            case "MakeDir":
                await MakeAsync(call, PathOf(request, "path")).ConfigureAwait(false);
                return;
            case "Move":
                var destination = PathOf(request, "destination");
                call.Run.Sandbox.Files.Move(PathOf(request, "source"), destination);
                await AnswerEntryAsync(call, destination).ConfigureAwait(false);
                return;
            case "Remove":
                call.Run.Sandbox.Files.Remove(PathOf(request, "path"));
                await call.AnswerEmptyAsync().ConfigureAwait(false);
                return;
            case "ListDir":
                await ListAsync(call, request).ConfigureAwait(false);
                return;
            case "CreateWatcher":
                var id = call.Run.Watchers.Add(PathOf(request, "path"), IsTrue(request, "recursive"));
                await call.AnswerAsync(json => WatchJson.WriteId(json, id)).ConfigureAwait(false);
                return;
            case "GetWatcherEvents":
                var events = call.Run.Watchers.Take(WatcherOf(request));
                await call.AnswerAsync(json => WatchJson.WriteEvents(json, events)).ConfigureAwait(false);
                return;
            case "RemoveWatcher":
                call.Run.Watchers.Remove(WatcherOf(request));
                await call.AnswerEmptyAsync().ConfigureAwait(false);
                return;
            default:
                throw new ConnectException("unimplemented", $"filesystem.Filesystem has no method '{method}'.");
        }
    }

    private static async Task AnswerEntryAsync(ConnectCall call, string path)
    {
        var file = call.Run.Sandbox.Files.Find(path) ?? throw NotFound(path);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("entry");
            EntryJson.Write(json, file);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task MakeAsync(ConnectCall call, string path)
    {
        if (!call.Run.Sandbox.Files.MakeDirectory(path))
        {
            throw new ConnectException("already_exists", $"directory already exists: {path}");
        }

        await AnswerEntryAsync(call, path).ConfigureAwait(false);
    }

    private static async Task ListAsync(ConnectCall call, JsonElement request)
    {
        var depth = request.TryGetProperty("depth", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) ? number : 1;
        if (depth is < 0 or > MaxDepth)
        {
            throw new ConnectException("invalid_argument", $"The depth is {depth} and must be 1 to {MaxDepth}.");
        }

        var files = call.Run.Sandbox.Files.List(PathOf(request, "path"), Math.Max(depth, 1));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("entries");
            foreach (var file in files)
            {
                EntryJson.Write(json, file);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task WatchAsync(ConnectCall call)
    {
        using var document = await call.ReadAsync(stream: true).ConfigureAwait(false);
        var request = document.RootElement;
        var path = PathOf(request, "path");
        var files = call.Run.Sandbox.Files;
        using var deadline = new CancellationTokenSource(call.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Attached, deadline.Token);
        using var changes = call.Run.Watchers.Watch(path, IsTrue(request, "recursive"));
        var stream = await call.OpenAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(WatchJson.WriteStart, either.Token).ConfigureAwait(false);
            while (!changes.Events.Completion.IsCompleted)
            {
                if (!await KeepAlive.WaitAsync(changes.Events, call.KeepAlive, time, either.Token).ConfigureAwait(false))
                {
                    if (!changes.Events.Completion.IsCompleted)
                    {
                        await stream.WriteAsync(WatchJson.WriteKeepAlive, either.Token).ConfigureAwait(false);
                    }

                    continue;
                }

                while (changes.Events.TryRead(out var change))
                {
                    var entry = IsTrue(request, "includeEntry") && change.Kind != SandboxedFileChangeKind.Remove ? files.Find($"{path.TrimEnd('/')}/{change.Name}") : null;
                    await stream.WriteAsync(json => WatchJson.WriteChange(json, change, entry), either.Token).ConfigureAwait(false);
                }
            }

            await changes.Events.Completion.ConfigureAwait(false);
            await stream.EndAsync(null, call.Attached).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !call.Attached.IsCancellationRequested)
        {
            throw new ConnectException("deadline_exceeded", "The time that the caller gave is over.");
        }
    }

    internal static ISandboxFileSystem RequireFolder(ISandboxFileSystem files, string path)
    {
        var file = files.Find(path) ?? throw NotFound(path);
        return file.Type is SandboxedFileType.Directory or SandboxedFileType.SymbolicLink
            ? files
            : throw new ConnectException("invalid_argument", $"path is not a directory: {path}");
    }

    private static ConnectException NotFound(string path) => new("not_found", $"path not found: {path}");

    private static string PathOf(JsonElement request, string name) =>
        ProcessJson.Text(request, name) is { Length: > 0 } path ? SandboxPath.Resolve(path) : throw new ConnectException("invalid_argument", $"{name} is missing.");

    private static string WatcherOf(JsonElement request) => ProcessJson.Text(request, "watcherId") ?? throw new ConnectException("invalid_argument", "watcherId is missing.");

    private static bool IsTrue(JsonElement request, string name) => request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
