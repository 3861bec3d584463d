using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Costs;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PriceBookDocument))]
internal sealed partial class PriceBookJsonContext : JsonSerializerContext;
