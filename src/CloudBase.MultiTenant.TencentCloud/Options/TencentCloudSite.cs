namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Which of the vendor's two sites the account belongs to.</summary>
public enum TencentCloudSite
{
    /// <summary>The Chinese site: <c>SERVICE.tencentcloudapi.com</c>.</summary>
    Domestic,

    /// <summary>The international site: <c>SERVICE.intl.tencentcloudapi.com</c>.</summary>
    International,
}
