namespace CloudBase.MultiTenant.Ports;

/// <summary>Dated prices with their sources. Implementations are immutable.</summary>
public interface IPriceBook
{
    /// <summary>Gets the currency, such as CNY.</summary>
    string Currency { get; }

    /// <summary>Gets when the book was last checked.</summary>
    DateOnly Date { get; }

    /// <summary>Gets the prices.</summary>
    IReadOnlyList<PriceBookEntry> Entries { get; }
}
