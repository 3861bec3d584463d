namespace CloudBase.MultiTenant.Ports;

/// <summary>One look of <see cref="IPreflight"/>. Register any number; thread-safe.</summary>
public interface IPreflightCheck
{
    /// <summary>Gets what is looked at, in lower case; findings carry the name.</summary>
    string Name { get; }

    /// <summary>Gets what has to hold before this can be looked at.</summary>
    PreflightStage Stage { get; }

    /// <summary>Looks, and changes nothing that is not this process's own: a call that may pay or change something is never made.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>What was found; an exception becomes a failed finding with its message.</returns>
    ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken);
}
