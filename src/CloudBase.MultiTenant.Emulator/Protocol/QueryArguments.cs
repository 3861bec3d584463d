using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Turns a query with dotted names (<c>Tags.0.Key=a</c>) into the JSON the same call would have posted.</summary>
internal static class QueryArguments
{
    public static byte[] ToJson(string query, ParameterSchema schema)
    {
        var root = new JsonObject();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? string.Empty : Decode(pair[(equals + 1)..]);
            Place(root, schema, name.Split('.'), value, name);
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            root.WriteTo(writer);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Place(JsonObject target, ParameterSchema schema, ReadOnlySpan<string> path, string value, string name)
    {
        if (!schema.Fields.TryGetValue(path[0], out var field))
        {
            throw new CloudErrorException("UnknownParameter", $"The parameter `{name}` is not recognized.");
        }

        if (!field.IsArray)
        {
            if (field.Members is null)
            {
                target[field.Name] = Scalar(field, path.Length == 1, value, name);
                return;
            }

            PlaceMember(target[field.Name] as JsonObject ?? Add(target, field.Name), field, path[1..], value, name);
            return;
        }

        if (path.Length < 2 || !int.TryParse(path[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new CloudErrorException("InvalidParameter", $"The parameter `{name}` is an array: write `{field.Name}.0`.");
        }

        var array = target[field.Name] as JsonArray;
        if (array is null)
        {
            target[field.Name] = array = [];
        }

        if (index > array.Count)
        {
            throw new CloudErrorException("InvalidParameter", $"The parameter `{name}` skips an index of its array.");
        }

        if (field.Members is null)
        {
            array.Add(Scalar(field, path.Length == 2, value, name));
            return;
        }

        if (index == array.Count)
        {
            array.Add(new JsonObject());
        }

        PlaceMember((JsonObject)array[index]!, field, path[2..], value, name);
    }

    private static void PlaceMember(JsonObject target, ParameterField field, ReadOnlySpan<string> path, string value, string name)
    {
        if (path.Length == 0)
        {
            throw new CloudErrorException("InvalidParameter", $"The parameter `{name}` is an object: name its member.");
        }

        Place(target, field.Members!, path, value, name);
    }

    private static JsonObject Add(JsonObject target, string name)
    {
        var added = new JsonObject();
        target[name] = added;
        return added;
    }

    private static JsonValue Scalar(ParameterField field, bool isLeaf, string value, string name)
    {
        if (isLeaf)
        {
            switch (field.Type)
            {
                case "string":
                    return JsonValue.Create(value);
                case "number" when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                    return JsonValue.Create(number);
                case "boolean" when bool.TryParse(value, out var flag):
                    return JsonValue.Create(flag);
            }
        }

        throw new CloudErrorException("InvalidParameter", $"The value type of parameter `{name}` is not valid.");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
