using System.Globalization;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Statements;

/// <summary>How a database is told how many rows it gives at most: the one clause of ours on which they do not agree, and that EF Core's model does not know.</summary>
internal sealed class RowLimit
{
    private readonly bool _isFetch;

    /// <param name="provider">The name of EF Core's provider.</param>
    public RowLimit(string? provider) =>
        _isFetch = provider is not null && (provider.Contains("SqlServer", StringComparison.OrdinalIgnoreCase) || provider.Contains("Oracle.", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the clause, which follows an ORDER BY.</summary>
    public string Clause(int max) => _isFetch
        ? string.Create(CultureInfo.InvariantCulture, $" OFFSET 0 ROWS FETCH NEXT {max} ROWS ONLY")
        : string.Create(CultureInfo.InvariantCulture, $" LIMIT {max}");
}
