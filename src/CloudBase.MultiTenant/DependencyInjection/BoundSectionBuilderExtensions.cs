using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Binds the options of a package to its part of the configuration section. For packages that extend CloudBase.MultiTenant.</summary>
public static class BoundSectionBuilderExtensions
{
    /// <summary>Binds options to a part of the section that AddCloudBaseMultiTenant was given, and validates them at start.</summary>
    /// <typeparam name="TOptions">
    /// The options. Its public properties are the keys that the section knows: text, numbers, booleans, time spans, times, addresses,
    /// enumerations and <see cref="SecretString"/>, nullable or not; lists of text; dictionaries from text to text, int or double.
    /// Other properties (delegates, say) are set in code only. A nested options object has a BindSection call of its own, see the example.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="path">Where the part is, below the section: <c>TencentCloud</c>, or <c>TencentCloud:Retry</c>.</param>
    /// <returns>The options, to configure and validate further.</returns>
    /// <remarks>
    /// Unknown keys and values that cannot be read are refused, all at once, with their path, the value (never a secret's) and the way
    /// out. What configuration lists replaces a list's default. Nothing happens where no configuration section was given. Calling it
    /// again for the same options and path changes nothing. Call it first and <c>Configure</c> afterwards, so that code wins:
    /// <code>
    /// builder.BindSection&lt;TencentCloudOptions&gt;("TencentCloud");        // "CloudBase": { "TencentCloud": { "Region": "..." } }
    /// builder.Services.AddSingleton&lt;IValidateOptions&lt;TencentCloudOptions&gt;, TencentCloudOptionsValidator&gt;();
    /// if (configure is not null) builder.Services.Configure(configure);
    /// </code>
    /// A nested object: <c>builder.BindSection&lt;RetryOptions&gt;("TencentCloud:Retry")</c>, read as <c>IOptions&lt;RetryOptions&gt;</c>.
    /// </remarks>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static OptionsBuilder<TOptions> BindSection<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this ICloudBaseMultiTenantBuilder builder, string path)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ConfigurationTree tree = ConfigurationTree.Of(builder.Services);
        if (tree.TryAddPart(path, typeof(TOptions)))
        {
            SectionBinding<TOptions> binding = new(tree, path);
            builder.Services.AddSingleton<IConfigureOptions<TOptions>>(binding);
            builder.Services.AddSingleton<IValidateOptions<TOptions>>(binding);
            builder.Services.AddSingleton<IBoundOptions, BoundOptions<TOptions>>();
        }

        return builder.Services.AddOptions<TOptions>().ValidateOnStart();
    }

    /// <summary>Binds options to a part of the section, and over it to values from elsewhere, such as a connection string's.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="path">Where the part is, below the section.</param>
    /// <param name="over">The values, by option; they win over the section's, and messages name them by this section's path.</param>
    /// <returns>The options, to configure and validate further.</returns>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static OptionsBuilder<TOptions> BindSection<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this ICloudBaseMultiTenantBuilder builder, string path, IConfigurationSection over)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(over);
        OptionsBuilder<TOptions> options = builder.BindSection<TOptions>(path);
        ConfigurationTree.Of(builder.Services).AddOverlay(path, over);
        return options;
    }
}
