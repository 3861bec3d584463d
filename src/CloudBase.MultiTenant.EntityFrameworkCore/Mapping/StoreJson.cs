using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>What is kept as JSON text; enumerations by name, so that a new member in their midst changes nothing stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredSpec))]
[JsonSerializable(typeof(List<StoredIsolation>))]
[JsonSerializable(typeof(StoredProblem))]
[JsonSerializable(typeof(StoredTemplate))]
[JsonSerializable(typeof(StoredQuota))]
internal sealed partial class StoreJson : JsonSerializerContext;

internal sealed record StoredSpec(
    string? PackageId, IReadOnlyList<string>? Resources, int? PeriodMonths, string? Region, string? Isolation, RenewalPolicy? Renewal, string? Template = null);

internal sealed record StoredIsolation(string Kind, IsolationBindingState State, Dictionary<string, string> Data);

internal sealed record StoredTemplate(string Name, string Version, string Definition, long AppliedAt);

internal sealed record StoredQuota(
    long? MonthlyCalls,
    long? CapacityBytes,
    long? MonthlyTrafficBytes,
    decimal? MonthlyCredits,
    int? RunningSandboxes,
    int? TotalSandboxes,
    long? PausedSandboxBytes,
    long? MonthlySandboxSeconds = null);

internal sealed record StoredProblem(string Step, string Code, string Message, string WayOut);
