namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>What to call when something is missing. The one file of the engine that names the packages around it.</summary>
internal static class SetupAdvice
{
    public const string Strategy =
        CloudBaseErrorCodes.NoIsolation + ": No isolation strategy is added, so tenants could not be kept apart: call AddWhiteLabelIsolation() or AddCamSubAccountIsolation().";

    public const string PriceBook =
        CloudBaseErrorCodes.NoPriceBook + ": There is no price book, so nothing can be estimated: call UseTencentCloud(), which brings one, or register an IPriceBook, such as PriceBook.Parse(json).";

    public static string Missing(SetupPart part) => part switch
    {
        SetupPart.Cloud => CloudBaseErrorCodes.NoCloud + ": No cloud is chosen: call UseTencentCloud(), or UseEmulator() to work offline.",
        _ => CloudBaseErrorCodes.NoStore + ": No store is chosen: call UseSqliteStore(\"tenants.db\") or another durable store, or UseInMemoryStore() for tests.",
    };

    public static string Several(SetupPart part, IReadOnlyList<string> calls) => part switch
    {
        SetupPart.Cloud => $"{CloudBaseErrorCodes.SeveralClouds}: Several clouds are chosen: {string.Join(" and ", calls)}. A deployment has one: keep one of these calls.",
        _ => $"{CloudBaseErrorCodes.SeveralStores}: Several stores are chosen: {string.Join(" and ", calls)}. A deployment has one: keep one of these calls.",
    };
}
