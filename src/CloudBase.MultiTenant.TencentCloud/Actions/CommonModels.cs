namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>A request without members, written as <c>{}</c>.</summary>
internal sealed record EmptyRequest
{
    public static EmptyRequest Instance { get; } = new();
}

/// <summary>An answer of which nothing is read.</summary>
internal sealed record EmptyResponse;

internal sealed record CloudTag(string Key, string Value);
