namespace CloudBase.MultiTenant;

/// <summary>Who counts what is used, and what that is worth.</summary>
public enum QuotaMeter
{
    /// <summary>The cloud counts, and its figures lag: more may be used than is shown, and reaching the limit refuses nothing by itself.</summary>
    Soft,

    /// <summary>It is counted where it is admitted: the limit is never passed.</summary>
    Hard,
}
