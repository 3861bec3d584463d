using System.Reflection;

namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>An interface some of whose calls a test answers itself.</summary>
public class Intercepted<T> : DispatchProxy
    where T : class
{
    private T _inner = null!;
    private Func<string, object?[], object?> _answer = null!;

    /// <param name="inner">Answers what the test does not.</param>
    /// <param name="answer">Given the method and its arguments; null passes the call on.</param>
    public static T Wrap(T inner, Func<string, object?[], object?> answer)
    {
        T proxy = Create<T, Intercepted<T>>();
        ((Intercepted<T>)(object)proxy)._inner = inner;
        ((Intercepted<T>)(object)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer(targetMethod!.Name, args ?? []) ?? targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
