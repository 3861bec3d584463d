using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions.Tcb;

/// <summary>Shorthand for the definitions of tcb actions.</summary>
internal static class TcbParameters
{
    private static readonly Dictionary<string, ParameterSchema> Types = new(StringComparer.Ordinal)
    {
        ["Tag"] = ParameterSchema.Parse("Key string !; Value string !"),
        ["ExternalStorage"] = ParameterSchema.Parse("BucketName string !; Region string !; BasePath string !; Enabled boolean"),
        ["MongoConnector"] = ParameterSchema.Parse("InstanceId string; DatabaseName string"),
        ["PermissionInfo"] = ParameterSchema.Parse("AclTag string !; EnvId string !; Rule string"),
        ["DropIndex"] = ParameterSchema.Parse("IndexName string"),
        ["MgoCommandParam"] = ParameterSchema.Parse("TableName string !; CommandType string !; Command string !"),
        ["Filter"] = ParameterSchema.Parse("Name string; Values string[]"),
        ["CodeReq"] = ParameterSchema.Parse(
            "ZipFile string; CosBucketName string; CosObjectName string; CosBucketRegion string; TempCosObjectName string; DemoId string; CosTimestamp string"),
        ["PrivateConfig"] = ParameterSchema.Parse("Language string"),
        ["FunctionVpcConfig"] = ParameterSchema.Parse("VpcId string; SubnetId string"),
        ["FunctionLayer"] = ParameterSchema.Parse("LayerName string; LayerVersion number"),
        ["FunctionEipConfigFixed"] = ParameterSchema.Parse("EipFixed string"),
        ["MFALoginConfig"] = ParameterSchema.Parse("On string; Sms string; Email string; RequiredBindPhone string"),
        ["PasswordUpdateLoginConfig"] = ParameterSchema.Parse("FirstLoginUpdate boolean; PeriodUpdate boolean; PeriodValue number; PeriodType string"),
        ["CreateIndex"] = Nested("IndexName string; MgoKeySchema MgoKeySchema",
            ("MgoKeySchema", Nested("MgoIndexKeys MgoIndexKeys[]; MgoIsUnique boolean; MgoIsSparse boolean; PartialFilterExpression string",
                ("MgoIndexKeys", ParameterSchema.Parse("Name string; Direction string"))))),
        ["FunctionEnvironment"] = Nested("Variables Variable[]", ("Variable", ParameterSchema.Parse("Key string; Value string"))),
        ["FunctionPublicNetConfig"] = Nested("PublicNetStatus string; EipConfig FunctionEipConfig", ("FunctionEipConfig", ParameterSchema.Parse("EipStatus string"))),
        ["VerificationConfig"] = Nested(
            "Type string; Name string; Method string; SmsDayLimit number; TemplateProvider SMSProviderTemplateConfig; CloudFunction SMSCloudFunctionConfig",
            ("SMSCloudFunctionConfig", ParameterSchema.Parse("FunctionName string !")),
            ("SMSProviderTemplateConfig", Nested(
                "Vendor string !; TemplateId string !; SdkAppId string; SignName string; AuthType string; SecretId string; SecretKey string; SenderId string; "
                + "TemplateExtendParam SMSTemplateParams[]; CredentialAuthKeyId string",
                ("SMSTemplateParams", ParameterSchema.Parse("Key string; Value string"))))),
    };

    public static ActionDefinition OnAccount(string name, string parameters, int rate, Action<ActionContext> execute) =>
        new("tcb", name, ParameterSchema.Parse(parameters, Types), rate, null, execute);

    public static ActionDefinition OnEnvironment(string name, string parameters, int rate, Action<ActionContext> execute) =>
        new("tcb", name, ParameterSchema.Parse(parameters, Types), rate, ActionTargets.Environment, execute);

    private static ParameterSchema Nested(string fields, params (string Name, ParameterSchema Members)[] types) =>
        ParameterSchema.Parse(fields, types.ToDictionary(type => type.Name, type => type.Members, StringComparer.Ordinal));
}
