namespace CloudBase.MultiTenant.Costs;

/// <summary>Sums that are exact or refused: decimal rounds silently where its 28 digits end.</summary>
internal static class ExactDecimal
{
    public static decimal Multiply(decimal price, int quantity)
    {
        decimal product = price * quantity;
        return product.Scale < price.Scale ? throw new OverflowException() : product;
    }

    public static decimal Multiply(decimal price, decimal quantity)
    {
        decimal product = price * quantity;
        return product.Scale < price.Scale + quantity.Scale ? throw new OverflowException() : product;
    }

    public static decimal Add(decimal left, decimal right)
    {
        decimal sum = left + right;
        return sum.Scale < Math.Max(left.Scale, right.Scale) ? throw new OverflowException() : sum;
    }
}
