using System.Globalization;
using System.Net.Http.Headers;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Reads the Date of answers. Thread-safe.</summary>
/// <remarks>It changes once a second, so the last one is kept.</remarks>
internal sealed class DateHeader
{
    private Known _last = new(string.Empty, null);

    public DateTimeOffset? Read(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Date", out HeaderStringValues values))
        {
            return null;
        }

        string text = values.ToString();
        Known last = Volatile.Read(ref _last);
        if (last.Text != text)
        {
            bool isDate = DateTimeOffset.TryParseExact(
                text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date);
            last = new Known(text, isDate ? date : null);
            Volatile.Write(ref _last, last);
        }

        return last.Date;
    }

    private sealed record Known(string Text, DateTimeOffset? Date);
}
