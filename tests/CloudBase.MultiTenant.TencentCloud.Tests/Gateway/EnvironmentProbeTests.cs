using System.Net;
using System.Text;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Gateway;

public sealed class EnvironmentProbeTests
{
    private static readonly EnvironmentId Environment = EnvironmentId.Parse("abc-1a2b3c");

    [Theory]
    [InlineData(200, "{}", ProbeOutcome.Reached)]
    [InlineData(204, "", ProbeOutcome.Reached)]
    [InlineData(404, """{"code":"FUNCTION_NOT_FOUND"}""", ProbeOutcome.Reached)]
    [InlineData(404, """{"code":"ResourceNotFound.FunctionNotFound"}""", ProbeOutcome.Reached)]
    [InlineData(404, """{"code":"PATH_NOT_SERVED"}""", ProbeOutcome.Unclear)]
    [InlineData(404, """{"code":1}""", ProbeOutcome.Unclear)]
    [InlineData(404, """{"code":"\ud800"}""", ProbeOutcome.Unclear)]
    [InlineData(404, "[]", ProbeOutcome.Unclear)]
    [InlineData(404, "<html>not found</html>", ProbeOutcome.Unclear)]
    [InlineData(404, "", ProbeOutcome.Unclear)]
    [InlineData(401, "", ProbeOutcome.Refused)]
    [InlineData(403, """{"code":"FUNCTION_NOT_FOUND"}""", ProbeOutcome.Refused)]
    [InlineData(302, "", ProbeOutcome.Unclear)]
    [InlineData(400, "", ProbeOutcome.Unclear)]
    [InlineData(429, "", ProbeOutcome.Unclear)]
    [InlineData(500, """{"code":"FUNCTION_NOT_FOUND"}""", ProbeOutcome.Unclear)]
    public async Task Probe_ApiKey_AnswerDecides(int status, string body, ProbeOutcome expected)
    {
        using var handler = new Scripted(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) });
        using ClientHost host = HostOn(handler);

        (await host.Services.GetRequiredService<IEnvironmentProbe>().ProbeAsync(Key(), Environment, default)).Should().Be(expected);
    }

    [Fact]
    public async Task Probe_ApiKey_GoesToTheEnvironmentsOwnHostAsABearer()
    {
        HttpRequestMessage? seen = null;
        using var handler = new Scripted(request =>
        {
            seen = request;
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        });
        using ClientHost host = HostOn(handler);

        await host.Services.GetRequiredService<IEnvironmentProbe>().ProbeAsync(Key(), EnvironmentId.Parse("other-1"), default);

        seen!.RequestUri.Should().Be(new Uri("https://other-1.api.tcloudbasegateway.com/v1/functions/cbmt-probe"));
        seen.Method.Should().Be(HttpMethod.Post);
        seen.Headers.Authorization!.ToString().Should().Be("Bearer canary-key");
    }

    [Fact]
    public async Task Probe_NoAnswer_IsUnclear()
    {
        using var handler = new Scripted(_ => throw new HttpRequestException("reset"));
        using ClientHost host = HostOn(handler);

        (await host.Services.GetRequiredService<IEnvironmentProbe>().ProbeAsync(Key(), Environment, default)).Should().Be(ProbeOutcome.Unclear);
    }

    [Theory]
    [InlineData(null, null, TencentCloudSite.Domestic, "https://abc-1a2b3c.api.tcloudbasegateway.com/")]
    [InlineData(null, null, TencentCloudSite.International, "https://abc-1a2b3c.api.intl.tcloudbasegateway.com/")]
    [InlineData("http://127.0.0.1:4680", null, TencentCloudSite.Domestic, "http://127.0.0.1:4680/_gateway/abc-1a2b3c/")]
    [InlineData("http://127.0.0.1:4680", "http://gateway:1/base/", TencentCloudSite.Domestic, "http://gateway:1/base/abc-1a2b3c/")]
    public void AddressOf_Options_Decide(string? endpoint, string? gateway, TencentCloudSite site, string expected)
    {
        var options = new TencentCloudOptions
        {
            Endpoint = endpoint is null ? null : new Uri(endpoint), GatewayEndpoint = gateway is null ? null : new Uri(gateway), Site = site,
        };

        GatewayAddress.Of(Environment, options).Should().Be(new Uri(expected));
    }

    [Fact]
    public void AddressOf_IdThatIsNoHostName_IsRefused()
    {
        Action act = () => GatewayAddress.Of(EnvironmentId.Parse("evil.example#"), new TencentCloudOptions());

        act.Should().Throw<ArgumentException>();
    }

    private static EnvironmentCredential Key() =>
        EnvironmentCredential.FromApiKey(Environment, "key-1", new SecretString("canary-key"), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static ClientHost HostOn(HttpMessageHandler handler) => new(handler, services: services =>
    {
        new Builder(services).AddWhiteLabelIsolation();
        services.Configure<HttpClientFactoryOptions>(EnvironmentProbe.ClientName, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = handler));
    });

    private sealed record Builder(IServiceCollection Services) : ICloudBaseMultiTenantBuilder;

    private sealed class Scripted(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
