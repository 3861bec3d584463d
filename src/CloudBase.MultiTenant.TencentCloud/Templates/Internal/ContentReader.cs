namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>Reads what is inside of an environment, page by page.</summary>
internal sealed class ContentReader(TencentCloudClient client)
{
    private const int PageSize = 100;
    private const string ResourceType = "collection";

    public async ValueTask<Dictionary<string, TableInfo>> TablesAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        Dictionary<string, TableInfo> tables = new(StringComparer.Ordinal);
        for (int offset = 0; ; offset += PageSize)
        {
            ListTablesResponse page = await client.CallAsync(
                TcbTableActions.ListTables, new ListTablesRequest(environment.Value, PageSize, offset), null, cancellationToken).ConfigureAwait(false);
            foreach (TableInfo table in page.Tables ?? [])
            {
                if (table.TableName is { Length: > 0 } name)
                {
                    tables[name] = table;
                }
            }

            if (page.Tables is not { Count: > 0 } || offset + PageSize >= (page.Pager?.Total ?? 0))
            {
                return tables;
            }
        }
    }

    /// <summary>Reads who may use collections, a hundred with one call.</summary>
    public async ValueTask<Dictionary<string, ResourcePermission>> PermissionsAsync(EnvironmentId environment, IReadOnlyList<string> collections, CancellationToken cancellationToken)
    {
        Dictionary<string, ResourcePermission> permissions = new(StringComparer.Ordinal);
        foreach (string[] some in collections.Chunk(PageSize))
        {
            DescribeResourcePermissionResponse page = await client.CallAsync(
                TcbTableActions.DescribeResourcePermission, new DescribeResourcePermissionRequest(environment.Value, ResourceType, some), null, cancellationToken).ConfigureAwait(false);
            foreach (ResourcePermission permission in page.Data?.PermissionList ?? [])
            {
                permissions[permission.Resource ?? string.Empty] = permission;
            }
        }

        return permissions;
    }

    /// <summary>Reads the indexes beside the one on <c>_id</c>; a collection without any costs no call.</summary>
    public async ValueTask<IReadOnlyList<TemplateIndex>> IndexesAsync(EnvironmentId environment, TableInfo table, CancellationToken cancellationToken)
    {
        if (table.IndexCount == 1)
        {
            return [];
        }

        DescribeTableResponse described = await client.CallAsync(
            TcbTableActions.DescribeTable, new TableNameRequest(environment.Value, table.TableName!), null, cancellationToken).ConfigureAwait(false);
        return [.. (described.Indexes ?? []).Where(i => i.Name is { Length: > 0 } and not "_id_").Select(i => new TemplateIndex
        {
            Name = i.Name!,
            Fields = [.. (i.Keys ?? []).Select(k => new TemplateIndexField(k.Name ?? string.Empty, k.Direction ?? string.Empty))],
            Unique = i.Unique == true,
        })];
    }

    public async ValueTask<Dictionary<string, FunctionItem>> FunctionsAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        Dictionary<string, FunctionItem> functions = new(StringComparer.Ordinal);
        for (int offset = 0; ; offset += PageSize)
        {
            ListFunctionsResponse page = await client.CallAsync(
                FunctionActions.ListFunctions, new ListFunctionsRequest(environment.Value, offset, PageSize), null, cancellationToken).ConfigureAwait(false);
            foreach (FunctionItem function in page.Functions ?? [])
            {
                if (function.FunctionName is { Length: > 0 } name)
                {
                    functions[name] = function;
                }
            }

            if (page.Functions is not { Count: > 0 } || offset + PageSize >= (page.TotalCount ?? 0))
            {
                return functions;
            }
        }
    }

    public ValueTask<ScfFunctionResponse> FunctionAsync(EnvironmentId environment, string name, CancellationToken cancellationToken) =>
        client.CallAsync(FunctionActions.GetFunction, new ScfFunctionRequest(name, environment.Value), null, cancellationToken);
}
