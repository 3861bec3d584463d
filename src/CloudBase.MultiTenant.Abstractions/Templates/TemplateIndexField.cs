namespace CloudBase.MultiTenant;

/// <summary>A field of an index.</summary>
/// <param name="Name">The field's path in a document.</param>
/// <param name="Direction">How it is ordered: <c>1</c> rising, <c>-1</c> falling, <c>2dsphere</c> by place.</param>
public sealed record TemplateIndexField(string Name, string Direction);
