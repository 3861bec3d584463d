namespace CloudBase.MultiTenant.TencentCloud;

internal sealed record ListTablesRequest(string EnvId, int MgoLimit, int MgoOffset);

internal sealed record ListTablesResponse(List<TableInfo>? Tables, TablePager? Pager);

internal sealed record TableInfo(string? TableName, long? Count, int? IndexCount);

internal sealed record TablePager(int? Total);

internal sealed record CreateTableRequest(string EnvId, string TableName, PermissionInfo PermissionInfo);

internal sealed record PermissionInfo(string AclTag, string EnvId, string? Rule);

internal sealed record TableNameRequest(string EnvId, string TableName);

internal sealed record DescribeTableResponse(List<IndexInfo>? Indexes);

internal sealed record IndexInfo(string? Name, List<IndexKeyInfo>? Keys, bool? Unique);

internal sealed record IndexKeyInfo(string? Name, string? Direction);

internal sealed record UpdateTableRequest(string EnvId, string TableName, IReadOnlyList<DropIndex>? DropIndexes, IReadOnlyList<CreateIndex>? CreateIndexes);

internal sealed record DropIndex(string IndexName);

internal sealed record CreateIndex(string IndexName, IndexSchema MgoKeySchema);

internal sealed record IndexSchema(IReadOnlyList<IndexKeyInfo> MgoIndexKeys, bool MgoIsUnique, bool MgoIsSparse);

internal sealed record ModifySafeRuleRequest(string EnvId, string CollectionName, string AclTag, string? Rule);

internal sealed record DescribeResourcePermissionRequest(string EnvId, string ResourceType, IReadOnlyList<string> Resources);

internal sealed record DescribeResourcePermissionResponse(ResourcePermissions? Data);

internal sealed record ResourcePermissions(List<ResourcePermission>? PermissionList);

internal sealed record ResourcePermission(string? Resource, string? Permission, string? SecurityRule);

internal sealed record RunCommandsRequest(string EnvId, IReadOnlyList<MongoCommand> MgoCommands);

internal sealed record MongoCommand(string TableName, string CommandType, string Command);

internal sealed record RunCommandsResponse(List<string>? Data);
