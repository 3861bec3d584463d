using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Conventions.Tests.Logging;

/// <summary>Log events are found by their number, so a number means one thing.</summary>
public sealed partial class LogEventTests
{
    private static readonly (MethodInfo Method, LoggerMessageAttribute Log)[] s_events =
    [
        .. Repository.Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(m => (m, Log: m.GetCustomAttribute<LoggerMessageAttribute>())).Where(e => e.Log is not null).Select(e => (e.m, e.Log!)),
    ];

    [Fact]
    public void EventIds_AreUniqueAcrossAllAssemblies() =>
        s_events.GroupBy(e => e.Log.EventId).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Method.DeclaringType!.Name + "." + e.Method.Name))}").ShouldBeNone();

    [Fact]
    public void Messages_NameNoSecret() =>
        s_events.Where(e => e.Method.GetParameters().Any(p => p.ParameterType == typeof(SecretString))).Select(e => e.Method.Name).ShouldBeNone();

    [Fact]
    public void Categories_AreNamesOfClasses() =>
        Repository.Sources("src").Where(s => s.Text.Contains("CreateLogger(", StringComparison.Ordinal)).Select(s => s.Path).ShouldBeNone();

    [Fact]
    public void LogEvents_AreListedInTheReference()
    {
        StringBuilder page = new("""
            # Log events

            Every event this library logs, by number, and every category. This page is checked against the assemblies by a test.

            ## Categories

            A filter for `CloudBase.MultiTenant` is one for the library: `"Logging": { "LogLevel": { "CloudBase.MultiTenant": "Warning" } }`. The categories below it are the
            names of the classes that log, and may change from version to version; event ids do not.

            | category | package |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach ((string category, string package) in Categories().Order())
        {
            page.Append($"| `{category}` | `{package}` |\n");
        }

        foreach (var area in s_events.GroupBy(e => (Room: e.Method.DeclaringType!.Assembly.GetName().Name!, Area: e.Method.DeclaringType!.Name)).OrderBy(g => g.Min(e => e.Log.EventId)))
        {
            page.Append($"\n## {Regex.Replace(area.Key.Area, "Log$", string.Empty)} ({area.Key.Room})\n\n| id | level | message |\n|---|---|---|\n");
            foreach ((MethodInfo _, LoggerMessageAttribute log) in area.OrderBy(e => e.Log.EventId))
            {
                page.Append($"| {log.EventId} | {log.Level} | {log.Message.Replace("|", "\\|")} |\n");
            }
        }

        Approval.Verify(page.ToString(), "docs", "reference", "log-events.md");
    }

    /// <summary>Every class that a logger is asked for by.</summary>
    private static IEnumerable<(string Category, string Package)> Categories() =>
        Repository.Sources("src").SelectMany(s => Category().Matches(s.Text)).Select(m => m.Groups[1].Value).Distinct()
            .SelectMany(name => Repository.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.Name == name && !t.IsNested))
            .Select(t => (t.FullName!, t.Assembly.GetName().Name!));

    [GeneratedRegex(@"(?:ILogger|CreateLogger)<(\w+)>")]
    private static partial Regex Category();
}
