using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Telemetry;

/// <summary>Names on spans and metrics are an interface: dashboards hang on them.</summary>
public sealed partial class TelemetryNameTests
{
    [Fact]
    public void Names_AreConstantsWhereTheyAreUsed() =>
        Repository.Sources("src").SelectMany(s => Literal().Matches(s.Text).Select(m => $"{s.Path}: {m.Value}")).ShouldBeNone();

    [Fact]
    public void Names_AreInOpenTelemetrysForm() =>
        new[] { typeof(CloudBaseMetrics), typeof(CloudBaseSpans), typeof(CloudBaseTags) }.SelectMany(t => t.GetFields()).Select(f => (string)f.GetValue(null)!)
            .Where(name => !Form().IsMatch(name)).ShouldBeNone();

    [Fact]
    public void Tags_AreNotAlsoNamespacesOfOthers()
    {
        string[] tags = [.. typeof(CloudBaseTags).GetFields().Select(f => (string)f.GetValue(null)!)];

        tags.Where(tag => tags.Any(other => other.StartsWith(tag + ".", StringComparison.Ordinal))).ShouldBeNone();
    }

    [GeneratedRegex("""(StartActivity|SetTag|AddTag|AddEvent|CreateCounter<\w+>|CreateHistogram<\w+>|CreateUpDownCounter<\w+>|CreateObservable\w+(<\w+>)?)\(\s*\$?".*""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(\.[a-z][a-z0-9_]*)+$")]
    private static partial Regex Form();
}
