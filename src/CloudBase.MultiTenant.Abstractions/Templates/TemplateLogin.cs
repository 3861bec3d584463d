namespace CloudBase.MultiTenant;

/// <summary>Which methods of signing in are on.</summary>
/// <param name="PhoneNumber">By a message to a phone.</param>
/// <param name="Email">By e-mail.</param>
/// <param name="UserName">By user name and password.</param>
/// <param name="Anonymous">Without saying who.</param>
public sealed record TemplateLogin(bool PhoneNumber, bool Email, bool UserName, bool Anonymous);
