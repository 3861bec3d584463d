namespace CloudBase.MultiTenant.Operations;

/// <summary>Something that the pump does besides driving operations. Called every round; decides itself whether it is due.</summary>
internal interface IPumpTask
{
    Task RunAsync(CancellationToken cancellationToken);
}
