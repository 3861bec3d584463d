namespace CloudBase.MultiTenant;

/// <summary>What applying a template does to one thing.</summary>
public enum TemplateChangeKind
{
    /// <summary>It is not there, and is made.</summary>
    Create,

    /// <summary>It is there and differs, and is changed.</summary>
    Update,

    /// <summary>It is in the environment and not in the template, and is left alone.</summary>
    Extra,
}
