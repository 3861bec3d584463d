namespace CloudBase.MultiTenant;

/// <summary>A document that a collection starts with.</summary>
/// <param name="Id">Its <c>_id</c>, so that it is put there once, however often a template is applied.</param>
/// <param name="Json">The document as a JSON object, with its <c>_id</c>; members in one order.</param>
public sealed record TemplateDocument(string Id, string Json);
