using System.Globalization;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant;

/// <content>The rules of values: numbers, times, words and addresses.</content>
public sealed partial class SettingRules
{
    /// <summary>Refuses a number outside a range.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    /// <param name="why">Why, or what to give: a sentence.</param>
    public void Between(string option, int value, int least, int most, string why)
    {
        Declare(option, r => r with { Least = least, Most = most == int.MaxValue ? null : most });
        if (value < least || value > most)
        {
            Refuse(option, $"is {value}, outside {least} to {most}: {why}");
        }
    }

    /// <summary>Refuses a share outside a range, and one that is no number.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    /// <param name="leastExcluded">Whether the least itself is not allowed.</param>
    public void Between(string option, double value, double least, double most, bool leastExcluded = false)
    {
        Declare(option, r => r with { Least = least, Most = most, LeastExcluded = leastExcluded });
        if (!(value <= most && (leastExcluded ? value > least : value >= least)))
        {
            Refuse(option, string.Create(CultureInfo.InvariantCulture, $"is {value}: give a share {(leastExcluded ? "above" : "of")} {least}{(leastExcluded ? ", up to" : " to")} {most}."));
        }
    }

    /// <summary>Refuses a time outside a range.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    public void Between(string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        Declare(option, r => r with { Least = least, Most = most });
        if (value < least || value > most)
        {
            Refuse(option, $"is {Shown.Time(value)}: give {Shown.Time(least)} to {Shown.Time(most)}.");
        }
    }

    /// <summary>Refuses a time below a bound.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="why">Why: a sentence.</param>
    public void AtLeast(string option, TimeSpan value, TimeSpan least, string why)
    {
        Declare(option, r => r with { Least = least });
        if (value < least)
        {
            Refuse(option, $"is {Shown.Time(value)}, shorter than {Shown.Time(least)}: {why}");
        }
    }

    /// <summary>Refuses a time above a bound.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="most">The most that is allowed.</param>
    /// <param name="why">Why: a sentence.</param>
    public void AtMost(string option, TimeSpan value, TimeSpan most, string why)
    {
        Declare(option, r => r with { Most = most });
        if (value > most)
        {
            Refuse(option, $"is {Shown.Time(value)}, longer than {Shown.Time(most)}: {why}");
        }
    }

    /// <summary>Refuses a time that is not longer than zero, or above a bound.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="most">The most that is allowed.</param>
    public void Positive(string option, TimeSpan value, TimeSpan most)
    {
        Declare(option, r => r with { Least = TimeSpan.Zero, LeastExcluded = true, Most = most });
        if (value <= TimeSpan.Zero || value > most)
        {
            Refuse(option, $"is {Shown.Time(value)}: give a time longer than zero, up to {Shown.Time(most)}.");
        }
    }

    /// <summary>Refuses a time that is longer than another option's.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="other">The other option's name.</param>
    /// <param name="most">The other option's value.</param>
    /// <param name="why">Why: a sentence.</param>
    public void NotLongerThan(string option, TimeSpan value, string other, TimeSpan most, string why) =>
        MustAgree(option, $"at most {other}", value <= most, $"is {Shown.Time(value)}, longer than {other} {Shown.Time(most)}: {why}");

    /// <summary>Refuses a time that is shorter than another option's.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="other">The other option's name.</param>
    /// <param name="least">The other option's value.</param>
    /// <param name="why">Why: a sentence.</param>
    public void NotShorterThan(string option, TimeSpan value, string other, TimeSpan least, string why) =>
        MustAgree(option, $"at least {other}", value >= least, $"is {Shown.Time(value)}, shorter than {other} {Shown.Time(least)}: {why}");

    /// <summary>Refuses a word that is not one of those allowed.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="allowed">The words.</param>
    public void OneOf(string option, string? value, params string[] allowed)
    {
        Declare(option, r => r with { Allowed = allowed });
        if (!allowed.Contains(value, StringComparer.Ordinal))
        {
            Refuse(option, $"is {Text(option, value)}: give {string.Join(" or ", allowed)}.");
        }
    }

    /// <summary>Refuses a number that names no member of an enumeration, as only code can give it.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    public void Defined<TEnum>(string option, TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Refuse(option, $"is {value}: give {string.Join(" or ", Enum.GetNames<TEnum>())}.");
        }
    }

    /// <summary>Refuses an address that is not one of HTTP, or says more than where something is; null is allowed. Passwords in it are not shown.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="httpsAllowed">Whether https is allowed beside http.</param>
    /// <param name="pathAllowed">Whether a path is allowed behind host and port.</param>
    public void WebAddress(string option, Uri? value, bool httpsAllowed = true, bool pathAllowed = false)
    {
        string schemes = httpsAllowed ? "http or https" : "http";
        string parts = pathAllowed ? "host, port and path" : "host and port";
        bool isWeb = value is null || (value.IsAbsoluteUri && (value.Scheme == Uri.UriSchemeHttp || (httpsAllowed && value.Scheme == Uri.UriSchemeHttps)));
        bool isPlain = value is null || !isWeb || (value.UserInfo.Length == 0 && value.Query.Length == 0 && value.Fragment.Length == 0 && (pathAllowed || value.AbsolutePath == "/"));
        Must(option, $"{schemes}, with {parts} only", isWeb, $"is '{Plain(value)}': give an absolute address with {schemes}, such as http://127.0.0.1:4680.");
        if (!isPlain)
        {
            Refuse(option, $"is '{Plain(value)}' with more than it may have: give scheme, {parts} only.");
        }
    }

    /// <summary>Refuses plain http to another network, where keys and tokens would be in the open; null is allowed. An address by number is taken for one of the own network.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    public void HttpWithinTheOwnNetwork(string option, Uri? value) => Must(
        option,
        "http within the own network only",
        value is not { IsAbsoluteUri: true, HostNameType: UriHostNameType.Dns } || value.Scheme != Uri.UriSchemeHttp || value.IsLoopback
            || value.Host.EndsWith(".internal", StringComparison.Ordinal) || !value.Host.Contains('.', StringComparison.Ordinal),
        "is plain http to another network, where keys and tokens would be in the open: give https, or http to this machine, an address by number or a host of the own network.");

    /// <summary>Refuses a text that is empty or blank; null is allowed.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value.</param>
    public void NotBlank(string option, string? value) =>
        Must(option, "not empty", value is null || !string.IsNullOrWhiteSpace(value), "is empty: give a text or leave it out.");

    private static string Plain(Uri? address) =>
        address is { IsAbsoluteUri: true } ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : $"{address}";
}
