using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Json = CloudBase.MultiTenant.TencentCloud.TagJsonContext;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>The actions of the tag service (2018-08-13) that this library calls.</summary>
internal static class TagActions
{
    public static TencentCloudAction<TagRequest, EmptyResponse> CreateTag => field ??=
        Make("CreateTag", CallSafety.Idempotent, Json.Default.TagRequest, Json.Default.EmptyResponse) with
        {
            Effects = new Dictionary<string, CloudEffect> { ["ResourceInUse*"] = CloudEffect.Applied },
        };

    public static TencentCloudAction<TagRequest, EmptyResponse> DeleteTag => field ??=
        Make("DeleteTag", CallSafety.Idempotent, Json.Default.TagRequest, Json.Default.EmptyResponse) with
        {
            Effects = new Dictionary<string, CloudEffect>
            {
                ["ResourceNotFound*"] = CloudEffect.Applied,
                ["FailedOperation.TagAttached*"] = CloudEffect.None,
            },
        };

    public static TencentCloudAction<DescribeTagsRequest, DescribeTagsResponse> DescribeTags => field ??=
        Make("DescribeTags", CallSafety.Safe, Json.Default.DescribeTagsRequest, Json.Default.DescribeTagsResponse);

    public static TencentCloudAction<TagResourcesRequest, TagResourcesResponse> TagResources => field ??=
        Make("TagResources", CallSafety.Idempotent, Json.Default.TagResourcesRequest, Json.Default.TagResourcesResponse);

    public static TencentCloudAction<UnTagResourcesRequest, TagResourcesResponse> UnTagResources => field ??=
        Make("UnTagResources", CallSafety.Idempotent, Json.Default.UnTagResourcesRequest, Json.Default.TagResourcesResponse);

    private static TencentCloudAction<TRequest, TResponse> Make<TRequest, TResponse>(
        string name, CallSafety safety, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response) => new()
        {
            Service = "tag",
            Version = "2018-08-13",
            Name = name,
            Safety = safety,
            IsRegional = false,
            Request = request,
            Response = response,
        };
}

internal sealed record TagRequest(string TagKey, string TagValue);

internal sealed record DescribeTagsRequest(string? TagKey, string? TagValue, int? Offset = null, int? Limit = null);

internal sealed record DescribeTagsResponse(int? TotalCount, List<TagWithDelete>? Tags);

internal sealed record TagWithDelete(string? TagKey, string? TagValue, int? CanDelete);

internal sealed record TagResourcesRequest(IReadOnlyList<string> ResourceList, IReadOnlyList<TagRequest> Tags);

internal sealed record UnTagResourcesRequest(IReadOnlyList<string> ResourceList, IReadOnlyList<string> TagKeys);

internal sealed record TagResourcesResponse(List<FailedResource>? FailedResources);

internal sealed record FailedResource(string? Resource, string? Code, string? Message);

/// <summary>Reads and writes tag.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TagRequest))]
[JsonSerializable(typeof(DescribeTagsRequest), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(DescribeTagsResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TagResourcesRequest))]
[JsonSerializable(typeof(UnTagResourcesRequest))]
[JsonSerializable(typeof(TagResourcesResponse), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class TagJsonContext : JsonSerializerContext;
