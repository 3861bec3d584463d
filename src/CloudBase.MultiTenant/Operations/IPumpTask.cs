namespace CloudBase.MultiTenant.Operations;

/// <summary>Something that the pump does besides driving operations. Called every round; decides itself whether it is due.</summary>
internal interface IPumpTask
{
    /// <summary>Gets what a turn waits for while this runs, for a person who asks why it does not end.</summary>
    string Name { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
