using System.Text.Json;
using CloudBase.MultiTenant.Costs;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>Dated prices read from JSON and checked: no price is missing between two days, and none is there twice. Immutable and thread-safe.</summary>
/// <remarks>
/// The JSON is one object; unknown and missing members are refused. Days are written as <c>2026-01-31</c>:
/// <code>
/// {
///   "currency": "CNY",                          three capital letters (ISO 4217)
///   "date": "2026-11-23",                       when the book was last checked
///   "entries": [
///     {
///       "packageId": "baas_personal",
///       "monthlyPrice": 39.9,                   not negative; kept as the exact decimal that is written
///       "validFrom": "2026-01-01",              the first day it holds
///       "validUntil": null,                     the last day it holds; null or left out while it is not known to end
///       "source": "https://..."                 where it was published; not empty
///     }
///   ]
/// }
/// </code>
/// The entries of one package follow each other day by day: an overlap or a gap is refused with its exact days.
/// </remarks>
public sealed class PriceBook : IPriceBook
{
    /// <summary>Makes a book of checked prices.</summary>
    /// <param name="currency">The currency: three capital letters.</param>
    /// <param name="date">When the book was last checked.</param>
    /// <param name="entries">The prices.</param>
    /// <exception cref="PriceBookException">The prices break the rules; every problem is named.</exception>
    public PriceBook(string currency, DateOnly date, IReadOnlyList<PriceBookEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(currency);
        ArgumentNullException.ThrowIfNull(entries);
        Currency = currency;
        Date = date;
        Entries = [.. entries];
        PriceBookRules.Check(this);
    }

    /// <inheritdoc/>
    public string Currency { get; }

    /// <inheritdoc/>
    public DateOnly Date { get; }

    /// <inheritdoc/>
    public IReadOnlyList<PriceBookEntry> Entries { get; }

    /// <summary>Reads a book from JSON.</summary>
    /// <param name="json">The JSON, as this type's remarks describe it.</param>
    /// <exception cref="PriceBookException">The text is no such JSON, or the prices break the rules.</exception>
    public static PriceBook Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            PriceBookDocument document = JsonSerializer.Deserialize(json, PriceBookJsonContext.Default.PriceBookDocument)
                ?? throw new JsonException("It is null.");
            return new PriceBook(
                document.Currency,
                document.Date,
                [.. document.Entries.Select(e => e is null
                    ? throw new JsonException("An entry is null.")
                    : new PriceBookEntry(e.PackageId, e.MonthlyPrice, e.ValidFrom, e.ValidUntil, e.Source))]);
        }
        catch (JsonException e)
        {
            string problem = $"The price book is not the JSON it has to be: {e.Message} Write it as the remarks of {nameof(PriceBook)} show.";
            throw new PriceBookException(problem, [problem], e);
        }
    }
}
