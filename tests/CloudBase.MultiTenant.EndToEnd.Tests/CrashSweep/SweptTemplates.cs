namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>A template with one of everything, and its next version.</summary>
internal static class SweptTemplates
{
    internal static readonly EnvironmentTemplate First = EnvironmentTemplate.Parse(
        """
        {
          "format": 1, "name": "platform", "version": "1",
          "collections": [{ "name": "orders", "access": "readOnly", "indexes": [{ "name": "by_user", "fields": [{ "name": "userId", "direction": "1" }] }],
                            "documents": [{ "_id": "first", "total": 3 }] }],
          "functions": [{ "name": "hello", "runtime": "Nodejs18.15", "handler": "index.main", "files": { "index.js": "exports.main = async () => 'hello';" },
                          "variables": { "ENVIRONMENT": "{{tenant.environment}}" }, "triggers": [{ "name": "nightly", "type": "timer", "configuration": "0 0 2 * * * *" }] }],
          "auth": { "domains": ["app.example.com"], "login": { "phoneNumber": false, "email": true, "userName": true, "anonymous": false } }
        }
        """);

    internal static readonly EnvironmentTemplate Second = First with
    {
        Version = "2",
        Collections =
        [
            First.Collections[0] with { Access = CollectionAccess.AdminOnly, Documents = [.. First.Collections[0].Documents, new TemplateDocument("second", "{\"_id\":\"second\"}")] },
            new TemplateCollection { Name = "audit", Access = CollectionAccess.AdminOnly },
        ],
        Functions =
        [
            First.Functions[0] with
            {
                MemoryMegabytes = 512,
                Files = new Dictionary<string, TemplateFile> { ["index.js"] = TemplateFile.Of("exports.main = async () => 'hello again';") },
                Triggers = [.. First.Functions[0].Triggers, new TemplateTrigger("hourly", "timer", "0 0 * * * * *")],
            },
        ],
        AuthDomains = [.. First.AuthDomains, "www.example.com"],
    };
}
