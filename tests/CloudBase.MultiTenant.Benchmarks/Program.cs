using BenchmarkDotNet.Running;
using CloudBase.MultiTenant.Benchmarks.Stores;

if (args is ["stores", ..])
{
    await StoreMeasurement.RunAsync(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(StoreMeasurement).Assembly).Run(args);
