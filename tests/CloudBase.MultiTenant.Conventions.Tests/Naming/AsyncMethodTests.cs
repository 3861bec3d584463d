using System.Reflection;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Naming;

/// <summary>Whatever takes time says so in its name and can be stopped.</summary>
public sealed class AsyncMethodTests
{
    private static readonly MethodInfo[] s_methods =
    [
        .. Repository.Assemblies.SelectMany(Repository.PublicTypes).Where(t => !typeof(Delegate).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => (m.IsPublic || m.IsFamily) && !m.IsSpecialName && IsAsynchronous(m.ReturnType) && !IsFixedByOthers(m)),
    ];

    [Fact]
    public void Methods_ThatReturnTasksOrStreams_EndInAsync() =>
        s_methods.Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Describe).ShouldBeNone();

    [Fact]
    public void Methods_ThatReturnTasksOrStreams_TakeACancellationTokenLast() =>
        s_methods.Where(m => m.GetParameters() is not [.., { ParameterType: { } last, Name: "cancellationToken" }] || last != typeof(CancellationToken))
            .Select(Describe).ShouldBeNone();

    [Fact]
    public void Methods_ThatReturnNoTask_DoNotEndInAsync() =>
        Repository.Assemblies.SelectMany(Repository.PublicTypes).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && !IsAsynchronous(m.ReturnType)).Select(Describe).ShouldBeNone();

    private static bool IsAsynchronous(Type type)
    {
        Type plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return plain == typeof(Task) || plain == typeof(Task<>) || plain == typeof(ValueTask) || plain == typeof(ValueTask<>) || plain == typeof(IAsyncEnumerable<>);
    }

    // The signatures of the platform's own interfaces and base classes are theirs.
    private static bool IsFixedByOthers(MethodInfo method) =>
        method.Name == nameof(IAsyncDisposable.DisposeAsync) || method.GetBaseDefinition() != method;

    private static string Describe(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
