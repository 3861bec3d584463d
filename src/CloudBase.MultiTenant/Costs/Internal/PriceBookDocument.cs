using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Costs;

/// <summary>A price book as JSON has it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PriceBookDocument
{
    public required string Currency { get; init; }

    public required DateOnly Date { get; init; }

    public required IReadOnlyList<Price> Entries { get; init; }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Price
    {
        public required string PackageId { get; init; }

        public required decimal MonthlyPrice { get; init; }

        public required DateOnly ValidFrom { get; init; }

        public DateOnly? ValidUntil { get; init; }

        public required string Source { get; init; }
    }
}
