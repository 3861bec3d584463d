namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>A fault script as it is posted: settable members, so that what is left out keeps its default.</summary>
internal sealed class FaultScriptBody
{
    public const string Example = """{"kind":"Throttle","action":"CreateEnv"}""";

    public FaultKind? Kind { get; set; }

    public string? Service { get; set; }

    public string? Action { get; set; }

    public int Nth { get; set; } = 1;

    public int Times { get; set; } = 1;

    public double Probability { get; set; } = 1;

    public string? ErrorCode { get; set; }

    public string? Message { get; set; }

    public TimeSpan? Delay { get; set; }

    public FaultScript ToScript() => new()
    {
        Kind = Kind ?? throw new ArgumentException($"kind is missing; it is {BodyRules.Of("kind")}."),
        Service = Service,
        Action = Action,
        Nth = Nth,
        Times = Times,
        Probability = Probability,
        ErrorCode = ErrorCode,
        Message = Message,
        Delay = Delay,
    };
}
