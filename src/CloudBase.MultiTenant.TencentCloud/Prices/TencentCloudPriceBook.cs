using System.Text;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The prices that Tencent CloudBase has published, as far as this package knows them.</summary>
/// <remarks>Other packages have no published unit price that was found: they stay unknown until a host adds a book of its own.</remarks>
public static class TencentCloudPriceBook
{
    private const string Resource = "CloudBase.MultiTenant.TencentCloud.Prices.price-book.json";

    /// <summary>Reads the book that ships with this package.</summary>
    public static PriceBook Load()
    {
        using Stream stream = typeof(TencentCloudPriceBook).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not in the assembly: build the package with its price-book.json.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return PriceBook.Parse(reader.ReadToEnd());
    }
}
