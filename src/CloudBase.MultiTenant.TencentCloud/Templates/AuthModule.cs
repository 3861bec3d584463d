using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Domains from which a browser may sign in, and methods of signing in. Thread-safe.</summary>
internal sealed class AuthModule(TencentCloudClient client) : ITemplateModule
{
    private const string Domains = "domains";
    private const string Login = "login";

    public string Name => "auth";

    public bool Concerns(EnvironmentTemplate template) => template.AuthDomains.Count > 0 || template.Login is not null;

    public async ValueTask<IReadOnlyList<TemplateChange>> PlanAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        List<TemplateChange> changes = [];
        if (target.Template.AuthDomains.Count > 0)
        {
            List<string> found = await ReadDomainsAsync(target.Environment, cancellationToken).ConfigureAwait(false);
            if (target.Template.AuthDomains.Except(found).ToList() is { Count: > 0 } missing)
            {
                changes.Add(new TemplateChange(Name, found.Count == 0 ? TemplateChangeKind.Create : TemplateChangeKind.Update, Domains, string.Join(", ", missing)));
            }

            changes.AddRange(found.Except(target.Template.AuthDomains).Select(d => new TemplateChange(Name, TemplateChangeKind.Extra, $"{Domains}/{d}", "a domain of its own")));
        }

        if (target.Template.Login is { } login && await ReadLoginAsync(target.Environment, cancellationToken).ConfigureAwait(false) is var current && current != login)
        {
            changes.Add(new TemplateChange(Name, TemplateChangeKind.Update, Login, $"{Show(current)} becomes {Show(login)}"));
        }

        return changes;
    }

    public ValueTask<string?> FindUnreadyAsync(TemplateTarget target, CancellationToken cancellationToken) => new((string?)null);

    public async ValueTask ApplyAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken)
    {
        if (change.Thing == Domains)
        {
            await AddDomainsAsync(target, [.. change.Detail.Split(", ")], cancellationToken).ConfigureAwait(false);
            return;
        }

        TemplateLogin login = target.Template.Login!;
        await client.CallAsync(
            LoginActions.ModifyLoginConfig,
            new ModifyLoginConfigRequest(target.Environment.Value, login.PhoneNumber, login.Email, login.UserName, login.Anonymous), null, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> IsAppliedAsync(TemplateTarget target, TemplateChange change, CancellationToken cancellationToken) => change.Thing == Domains
        ? !target.Template.AuthDomains.Except(await ReadDomainsAsync(target.Environment, cancellationToken).ConfigureAwait(false)).Any()
        : await ReadLoginAsync(target.Environment, cancellationToken).ConfigureAwait(false) == target.Template.Login;

    public async ValueTask<IReadOnlyList<TemplateMismatch>> VerifyAsync(TemplateTarget target, CancellationToken cancellationToken)
    {
        List<TemplateMismatch> mismatches = [];
        if (target.Template.AuthDomains.Count > 0
            && target.Template.AuthDomains.Except(await ReadDomainsAsync(target.Environment, cancellationToken).ConfigureAwait(false)).ToList() is { Count: > 0 } missing)
        {
            mismatches.Add(new TemplateMismatch(Name, Domains, string.Join(", ", missing), "without them"));
        }

        if (target.Template.Login is { } login && await ReadLoginAsync(target.Environment, cancellationToken).ConfigureAwait(false) is var current && current != login)
        {
            mismatches.Add(new TemplateMismatch(Name, Login, Show(login), Show(current)));
        }

        return mismatches;
    }

    public async ValueTask<EnvironmentTemplate> CaptureAsync(
        EnvironmentId environment, TemplateCaptureOptions options, EnvironmentTemplate template, CancellationToken cancellationToken) => template with
        {
            AuthDomains = [.. (await ReadDomainsAsync(environment, cancellationToken).ConfigureAwait(false))
                .Select(d => d.Replace(environment.Value, "{{tenant.environment}}", StringComparison.Ordinal))],
            Login = await ReadLoginAsync(environment, cancellationToken).ConfigureAwait(false),
        };

    private async ValueTask AddDomainsAsync(TemplateTarget target, IReadOnlyList<string> planned, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(TcbActions.CreateAuthDomain, new CreateAuthDomainRequest(target.Environment.Value, planned), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException e) when (e.Effect == CloudEffect.Applied)
        {
            // One of them is there, and the cloud then takes none: the others are given again.
            List<string> missing = [.. planned.Except(await ReadDomainsAsync(target.Environment, cancellationToken).ConfigureAwait(false))];
            if (missing.Count > 0)
            {
                await client.CallAsync(TcbActions.CreateAuthDomain, new CreateAuthDomainRequest(target.Environment.Value, missing), null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the domains that somebody added; those that the cloud brings are in every environment.</summary>
    private async ValueTask<List<string>> ReadDomainsAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        [.. ((await client.CallAsync(TcbActions.DescribeAuthDomains, new EnvIdRequest(environment.Value), null, cancellationToken).ConfigureAwait(false)).Domains ?? [])
            .Where(d => d.Domain is { Length: > 0 } && !string.Equals(d.Type, "SYSTEM", StringComparison.OrdinalIgnoreCase)).Select(d => d.Domain!)];

    private async ValueTask<TemplateLogin> ReadLoginAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        LoginConfig found = await client.CallAsync(LoginActions.DescribeLoginConfig, new EnvIdRequest(environment.Value), null, cancellationToken).ConfigureAwait(false);
        return new TemplateLogin(found.PhoneNumberLogin == true, found.EmailLogin == true, found.UserNameLogin == true, found.AnonymousLogin == true);
    }

    private static string Show(TemplateLogin login)
    {
        string[] on = [.. new[] { (login.PhoneNumber, "phone number"), (login.Email, "e-mail"), (login.UserName, "user name"), (login.Anonymous, "anonymous") }.Where(m => m.Item1).Select(m => m.Item2)];
        return on.Length == 0 ? "no method" : string.Join(" and ", on);
    }
}
