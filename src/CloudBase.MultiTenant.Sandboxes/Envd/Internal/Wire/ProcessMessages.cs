namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

/// <summary>How a process was started.</summary>
internal sealed record ProcessConfig
{
    public string? Cmd { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyDictionary<string, string>? Envs { get; init; }

    public string? Cwd { get; init; }
}

/// <summary>Starts a process; its events are the answer.</summary>
internal sealed record StartRequest
{
    public required ProcessConfig Process { get; init; }

    /// <summary>Missing counts as true in a newer envd; one before 0.3.0 always keeps it open.</summary>
    public bool Stdin { get; init; }
}

/// <summary>Names a process.</summary>
internal sealed record ProcessSelector
{
    public required int Pid { get; init; }
}

/// <summary>Asks for the events of a process that runs, or closes its input.</summary>
internal sealed record ProcessRequest
{
    public required ProcessSelector Process { get; init; }
}

/// <summary>Sends a signal.</summary>
internal sealed record SignalRequest
{
    public required ProcessSelector Process { get; init; }

    public required string Signal { get; init; }
}

/// <summary>Writes to a process's input.</summary>
internal sealed record InputRequest
{
    public required ProcessSelector Process { get; init; }

    public required ProcessInput Input { get; init; }
}

/// <summary>What is written.</summary>
internal sealed record ProcessInput
{
    public required byte[] Stdin { get; init; }
}

/// <summary>The processes that run.</summary>
internal sealed record ProcessList
{
    public IReadOnlyList<ProcessEntry>? Processes { get; init; }
}

/// <summary>One that runs.</summary>
internal sealed record ProcessEntry
{
    public ProcessConfig? Config { get; init; }

    public int Pid { get; init; }
}

/// <summary>One message of a process's stream.</summary>
internal sealed record ProcessMessage
{
    public ProcessEvent? Event { get; init; }
}

/// <summary>What happened; exactly one is there, or one that this version does not know.</summary>
internal sealed record ProcessEvent
{
    public ProcessStarted? Start { get; init; }

    public ProcessOutput? Data { get; init; }

    public ProcessEnded? End { get; init; }
}

/// <summary>It runs.</summary>
internal sealed record ProcessStarted
{
    public int Pid { get; init; }
}

/// <summary>It wrote something.</summary>
internal sealed record ProcessOutput
{
    public byte[]? Stdout { get; init; }

    public byte[]? Stderr { get; init; }
}

/// <summary>It ended.</summary>
internal sealed record ProcessEnded
{
    public int ExitCode { get; init; }

    public bool Exited { get; init; }

    public string? Status { get; init; }

    public string? Error { get; init; }
}
