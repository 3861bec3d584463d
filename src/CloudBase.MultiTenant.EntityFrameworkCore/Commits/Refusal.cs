using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Why a change is not made.</summary>
/// <param name="Reason">The reason, for people.</param>
/// <param name="Ceiling">The ceiling that it would pass.</param>
internal sealed record Refusal(string Reason, StoreCeiling? Ceiling = null)
{
    [return: NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(string? reason) => reason is null ? null : new Refusal(reason);
}
