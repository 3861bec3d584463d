namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What <c>POST /_emulator/usage</c> sets: how much of a metric an environment has used.</summary>
internal sealed record UsageChange(string? Environment, string? Metric, long? Value)
{
    public const string Example = """{"environment":"ENV_ID","metric":"FunctionInvocationpkg","value":1000}""";
}
