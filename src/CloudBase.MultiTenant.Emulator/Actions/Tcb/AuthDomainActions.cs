using CloudBase.MultiTenant.Emulator.Protocol;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>CreateAuthDomain and DescribeAuthDomains.</summary>
internal static class AuthDomainActions
{
    public static IReadOnlyList<ActionDefinition> Definitions { get; } =
    [
        TcbParameters.OnEnvironment("CreateAuthDomain", "EnvId string !; Domains string[] !", 20, CreateAuthDomain),
        TcbParameters.OnEnvironment("DescribeAuthDomains", "EnvId string !", 20, DescribeAuthDomains),
    ];

    private static void CreateAuthDomain(ActionContext context)
    {
        var environment = context.LiveEnvironment();
        var domains = context.Arguments.Texts("Domains");
        if (domains.Count == 0 || domains.Any(string.IsNullOrWhiteSpace))
        {
            throw CloudErrorException.InvalidValue("Domains", string.Join(',', domains), "it must name at least one domain");
        }

        if (domains.Find(domain => environment.AuthDomains.Exists(known => known.Domain == domain)) is { } present)
        {
            throw new CloudErrorException("ResourceInUse", $"The domain '{present}' is there already.");
        }

        foreach (var domain in domains.Distinct(StringComparer.Ordinal))
        {
            environment.AuthDomains.Add(new AuthDomain("domain-" + context.State.Chance.Lower(12), domain, context.Now));
        }

        context.State.Update(environment, context.Now);
    }

    private static void DescribeAuthDomains(ActionContext context)
    {
        context.Json.WriteStartArray("Domains");
        foreach (var domain in context.Environment().AuthDomains)
        {
            context.Json.WriteStartObject();
            context.Json.WriteString("Id", domain.Id);
            context.Json.WriteString("Domain", domain.Domain);
            context.Json.WriteString("Type", "USER");
            context.Json.WriteString("Status", "ENABLE");
            context.Json.WriteString("CreateTime", context.Time(domain.CreatedAt));
            context.Json.WriteString("UpdateTime", context.Time(domain.CreatedAt));
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }
}
