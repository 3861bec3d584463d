using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>An environment is bound already: it has one tenant, ever.</summary>
internal sealed class BindingRefusedException(EnvironmentBinding binding, string reason)
    : Exception($"The environment '{binding.Environment}' was not bound: {reason}")
{
    public EnvironmentBinding Binding => binding;
}
