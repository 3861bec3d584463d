using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.Templates;

/// <summary>A plan as the journal has it: what was planned is what is done, whatever the environment looks like by then.</summary>
internal static class PlanData
{
    public const string Name = "name";
    public const string Version = "version";
    public const string Definition = "definition";

    private const string Change = "change";
    private const char Separator = '\n';

    public static StepData Write(EnvironmentTemplate template, IEnumerable<TemplateChange> changes) => StepData.Empty
        .With(Name, template.Name)
        .With(Version, template.Version)
        .With(Definition, template.Definition)
        .WithList(Change, [.. changes.Where(c => c.Kind != TemplateChangeKind.Extra).Select(Write)]);

    public static IReadOnlyList<TemplateChange> Read(StepData data) => [.. WorkflowData.ReadList(data, Change).Select(Read)];

    private static string Write(TemplateChange change) =>
        string.Join(Separator, change.Module, change.Kind.ToString(), change.Stage.ToString(CultureInfo.InvariantCulture), change.Thing, change.Detail);

    private static TemplateChange Read(string text)
    {
        string[] parts = text.Split(Separator, 5);
        return new TemplateChange(parts[0], Enum.Parse<TemplateChangeKind>(parts[1]), parts[3], parts[4]) { Stage = int.Parse(parts[2], CultureInfo.InvariantCulture) };
    }
}
