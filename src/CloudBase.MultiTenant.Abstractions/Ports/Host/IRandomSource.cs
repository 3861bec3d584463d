namespace CloudBase.MultiTenant.Ports;

/// <summary>Where chance comes from, so that a test can hold it. Implementations are thread-safe.</summary>
public interface IRandomSource
{
    /// <summary>Fills a span with random bytes that nobody can predict.</summary>
    /// <param name="bytes">The span.</param>
    void Fill(Span<byte> bytes);

    /// <summary>Returns a number from 0 up to, but not including, 1.</summary>
    double NextDouble();
}
