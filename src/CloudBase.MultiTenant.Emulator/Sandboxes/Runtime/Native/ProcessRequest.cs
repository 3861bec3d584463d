namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>A program of this machine to be started with nothing of the emulator's: an empty environment but for PATH, no open files but those named here.</summary>
internal sealed record ProcessRequest
{
    public required IReadOnlyList<string> Command { get; init; }

    public bool Input { get; init; }

    public bool Output { get; init; }

    public bool Error { get; init; }

    /// <summary>Whether descriptor 3 is a pipe to us.</summary>
    public bool Status { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
