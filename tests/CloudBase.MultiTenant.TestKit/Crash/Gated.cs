using System.Collections.Concurrent;
using System.Reflection;

namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>Puts a gate before and after every call of an interface.</summary>
public class Gated<T> : DispatchProxy
    where T : class
{
    private static readonly ConcurrentDictionary<MethodInfo, Func<Gated<T>, MethodInfo, object?[], object?>> Calls = new();

    private T _inner = null!;
    private CrashGate _gate = null!;

    public static T Wrap(T inner, CrashGate gate)
    {
        T proxy = Create<T, Gated<T>>();
        ((Gated<T>)(object)proxy)._inner = inner;
        ((Gated<T>)(object)proxy)._gate = gate;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Calls.GetOrAdd(targetMethod!, Choose)(this, targetMethod!, args ?? []);

    private static Func<Gated<T>, MethodInfo, object?[], object?> Choose(MethodInfo method)
    {
        if (method.ReturnType == typeof(ValueTask))
        {
            return static (self, m, a) => self.CallAsync(m, a);
        }

        if (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            MethodInfo typed = typeof(Gated<T>).GetMethod(nameof(CallTypedAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
                .MakeGenericMethod(method.ReturnType.GetGenericArguments()[0]);
            return (self, m, a) => typed.Invoke(self, [m, a]);
        }

        return static (self, m, a) => m.Invoke(self._inner, BindingFlags.DoNotWrapExceptions, null, a, null);
    }

    private async ValueTask CallAsync(MethodInfo method, object?[] args)
    {
        await _gate.PassAsync().ConfigureAwait(false);
        try
        {
            await ((ValueTask)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!).ConfigureAwait(false);
        }
        finally
        {
            await _gate.PassAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<TResult> CallTypedAsync<TResult>(MethodInfo method, object?[] args)
    {
        await _gate.PassAsync().ConfigureAwait(false);
        try
        {
            return await ((ValueTask<TResult>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!).ConfigureAwait(false);
        }
        finally
        {
            await _gate.PassAsync().ConfigureAwait(false);
        }
    }
}
