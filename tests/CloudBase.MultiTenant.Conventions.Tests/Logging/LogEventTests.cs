using System.Reflection;
using System.Text;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Conventions.Tests.Logging;

/// <summary>Log events are found by their number, so a number means one thing.</summary>
public sealed class LogEventTests
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
    public void LogEvents_AreListedInTheReference()
    {
        StringBuilder page = new("# Log events\n\nEvery event this library logs, by number. This page is checked against the assemblies by a test.\n");
        foreach (var area in s_events.GroupBy(e => (Room: e.Method.DeclaringType!.Assembly.GetName().Name!, Area: e.Method.DeclaringType!.Name)).OrderBy(g => g.Min(e => e.Log.EventId)))
        {
            page.Append($"\n## {area.Key.Area} ({area.Key.Room})\n\n| id | level | message |\n|---|---|---|\n");
            foreach ((MethodInfo _, LoggerMessageAttribute log) in area.OrderBy(e => e.Log.EventId))
            {
                page.Append($"| {log.EventId} | {log.Level} | {log.Message.Replace("|", "\\|")} |\n");
            }
        }

        Approval.Verify(page.ToString(), "docs", "reference", "log-events.md");
    }
}
