using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

public sealed class CamTests
{
    private const string AnyPolicy = """{"version":"2.0","statement":[{"effect":"allow","action":["tcb:*"],"resource":["*"]}]}""";

    [Fact]
    public async Task AddUser_NameInUseOrAccountFull_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync(options => options.MaxUsers = 2);
        await cloud.CallAsync("cam", "AddUser", new { Name = "one" });
        (await cloud.CodeOfAsync("cam", "AddUser", new { Name = "one" })).Should().Be("InvalidParameter.SubUserNameInUse");
        await cloud.CallAsync("cam", "AddUser", new { Name = "One" });
        (await cloud.CodeOfAsync("cam", "AddUser", new { Name = "three" })).Should().Be("InvalidParameter.SubUserFull");
        (await cloud.CodeOfAsync("cam", "AddUser", new { Name = "a b" })).Should().Be("InvalidParameter.UserNameIllegal");
        (await cloud.CodeOfAsync("cam", "AddUser", new { Name = "weak", Password = "password", ConsoleLogin = 1 })).Should().Be("InvalidParameter.PasswordViolatedRules");
    }

    [Fact]
    public async Task CreateAccessKey_ThirdOfAUser_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync();
        var uin = (await cloud.CallAsync("cam", "AddUser", new { Name = "user" })).GetProperty("Uin").GetInt64();
        var first = (await cloud.CallAsync("cam", "CreateAccessKey", new { TargetUin = uin })).GetProperty("AccessKey").GetProperty("AccessKeyId").GetString();
        await cloud.CallAsync("cam", "CreateAccessKey", new { TargetUin = uin });
        (await cloud.CodeOfAsync("cam", "CreateAccessKey", new { TargetUin = uin })).Should().Be("OperationDenied.AccessKeyOverLimit");
        (await cloud.CodeOfAsync("cam", "DeleteUser", new { Name = "user" })).Should().Be("OperationDenied.HaveKeys");
        await cloud.CallAsync("cam", "DeleteAccessKey", new { AccessKeyId = first, TargetUin = uin });
        (await cloud.CallAsync("cam", "ListAccessKeys", new { TargetUin = uin })).GetProperty("AccessKeys").GetArrayLength().Should().Be(1);
        await cloud.CallAsync("cam", "DeleteUser", new { Name = "user", Force = 1 });
        (await cloud.CodeOfAsync("cam", "GetUser", new { Name = "user" })).Should().Be("ResourceNotFound.UserNotExist");
    }

    [Fact]
    public async Task CreatePolicy_OutOfRule_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync(options => options.MaxPolicies = 1);
        var tooLong = AnyPolicy.PadRight(6145);
        (await cloud.CodeOfAsync("cam", "CreatePolicy", new { PolicyName = "p", PolicyDocument = tooLong })).Should().Be("InvalidParameter.PolicyDocumentLengthOverLimit");
        (await cloud.CodeOfAsync("cam", "CreatePolicy", new { PolicyName = "p", PolicyDocument = "{}" })).Should().Be("InvalidParameter.PolicyDocumentError");
        (await cloud.CodeOfAsync("cam", "CreatePolicy", new { PolicyName = "p q", PolicyDocument = AnyPolicy })).Should().Be("InvalidParameterValue");
        await cloud.CallAsync("cam", "CreatePolicy", new { PolicyName = "p", PolicyDocument = AnyPolicy.PadRight(6144) });
        (await cloud.CodeOfAsync("cam", "CreatePolicy", new { PolicyName = "p", PolicyDocument = AnyPolicy })).Should().Be("FailedOperation.PolicyNameInUse");
        (await cloud.CodeOfAsync("cam", "CreatePolicy", new { PolicyName = "q", PolicyDocument = AnyPolicy })).Should().Be("FailedOperation.PolicyFull");
    }

    [Fact]
    public async Task Lists_WithinTheLag_LackWhatIsNew()
    {
        await using var cloud = await Cloud.StartAsync(options => options.ListLag = TimeSpan.FromMinutes(1));
        await cloud.SubAccountAsync("new", JsonDocument.Parse(AnyPolicy).RootElement);
        await cloud.CallAsync("tag", "CreateTag", new { TagKey = "k", TagValue = "v" });

        (await CountsAsync(cloud)).Should().Be((0, 0, 0));
        (await cloud.CodeOfAsync("cam", "GetUser", new { Name = "new" })).Should().Be("OK");
        cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        (await CountsAsync(cloud)).Should().Be((1, 1, 1));
    }

    [Fact]
    public async Task Attachments_OfAPolicy_AreListedBothWays_AndEndWithIt()
    {
        await using var cloud = await Cloud.StartAsync();
        var (_, uin, policyId) = await cloud.SubAccountAsync("user", JsonDocument.Parse(AnyPolicy).RootElement);

        (await cloud.CallAsync("cam", "ListAttachedUserPolicies", new { TargetUin = uin })).GetProperty("List")[0].GetProperty("PolicyId").GetInt64().Should().Be(policyId);
        (await cloud.CallAsync("cam", "ListEntitiesForPolicy", new { PolicyId = policyId })).GetProperty("List")[0].GetProperty("Uin").GetInt64().Should().Be(uin);
        (await cloud.CallAsync("cam", "GetPolicy", new { PolicyId = policyId })).GetProperty("PolicyDocument").GetString().Should().Be(AnyPolicy);
        await cloud.CallAsync("cam", "DeletePolicy", new { PolicyId = new[] { policyId } });
        (await cloud.CallAsync("cam", "ListAttachedUserPolicies", new { TargetUin = uin })).GetProperty("TotalNum").GetInt32().Should().Be(0);
        (await cloud.CodeOfAsync("cam", "DetachUserPolicy", new { PolicyId = policyId, DetachUin = uin })).Should().Be("ResourceNotFound.PolicyIdNotFound");
    }

    [Theory]
    [InlineData("t-123.abc", "OK")]
    [InlineData("租户", "OK")]
    [InlineData("🙂", "InvalidParameterValue")]
    [InlineData("a\nb", "InvalidParameterValue")]
    public async Task CreateTag_Value_IsLettersDigitsAndAFewSigns(string value, string code)
    {
        await using var cloud = await Cloud.StartAsync();
        (await cloud.CodeOfAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = value })).Should().Be(code);
        (await cloud.CodeOfAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = value })).Should().Be(code == "OK" ? "ResourceInUse.TagDuplicate" : code);
        (await cloud.CodeOfAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = new string('a', 256) })).Should().Be("InvalidParameterValue");
    }

    private static async Task<(int Users, int Policies, int Tags)> CountsAsync(Cloud cloud) => (
        (await cloud.CallAsync("cam", "ListUsers", new { })).GetProperty("Data").GetArrayLength(),
        (await cloud.CallAsync("cam", "ListPolicies", new { Scope = "Local" })).GetProperty("TotalNum").GetInt32(),
        (await cloud.CallAsync("tag", "DescribeTags", new { })).GetProperty("TotalCount").GetInt32());
}
