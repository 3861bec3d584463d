namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What <c>POST /_emulator/account</c> changes; null leaves a value as it is.</summary>
internal sealed record AccountChange(decimal? Balance, bool? SoldOut)
{
    public const string Example = """{"balance":1000,"soldOut":false}""";
}
