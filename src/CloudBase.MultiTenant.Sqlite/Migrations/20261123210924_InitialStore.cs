using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBase.MultiTenant.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class InitialStore : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CloudBaseApiKeySlots",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    EnvironmentId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    Slot = table.Column<int>(type: "INTEGER", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    ScopeGeneration = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    KeyName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    KeyId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    ProtectedKey = table.Column<string>(type: "TEXT", nullable: true),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ClaimExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseApiKeySlots", x => new { x.Account, x.EnvironmentId, x.Slot });
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseAudit",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    Operation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 29, nullable: true),
                    Step = table.Column<string>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Actor = table.Column<string>(type: "TEXT", nullable: false),
                    RequestId = table.Column<string>(type: "TEXT", nullable: true),
                    Detail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseAudit", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseAuditCursors",
                columns: table => new
                {
                    Sink = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseAuditCursors", x => x.Sink);
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseBindings",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    EnvironmentId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    BoundAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseBindings", x => new { x.Account, x.EnvironmentId });
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseJournal",
                columns: table => new
                {
                    Operation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 29, nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Step = table.Column<string>(type: "TEXT", nullable: false),
                    Attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    Fence = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseJournal", x => new { x.Operation, x.Sequence });
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseOperations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 29, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    TenantHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    IsOpen = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsFinal = table.Column<bool>(type: "INTEGER", nullable: false),
                    Input = table.Column<string>(type: "TEXT", nullable: false),
                    Result = table.Column<string>(type: "TEXT", nullable: false),
                    CurrentStep = table.Column<string>(type: "TEXT", nullable: true),
                    LeaseOwner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    LeaseFence = table.Column<long>(type: "INTEGER", nullable: true),
                    LeaseExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Fence = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    CancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: true),
                    LastSequence = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CompletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseOperations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseStore",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Deployment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    MarkerKey = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Commits = table.Column<long>(type: "INTEGER", nullable: false),
                    AuditSequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseStore", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseTenants",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    TenantHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Generation = table.Column<int>(type: "INTEGER", nullable: false),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Alias = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    EnvironmentId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: true),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Spec = table.Column<string>(type: "TEXT", nullable: false),
                    Isolation = table.Column<string>(type: "TEXT", nullable: false),
                    Marker = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    PaidUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    CloudRenewsItself = table.Column<bool>(type: "INTEGER", nullable: false),
                    PurgeExpectedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CurrentOperation = table.Column<string>(type: "TEXT", unicode: false, maxLength: 29, nullable: true),
                    StateReason = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseTenants", x => new { x.Account, x.TenantHash, x.Environment, x.Generation });
                });

            migrationBuilder.InsertData(
                table: "CloudBaseStore",
                columns: new[] { "Id", "AuditSequence", "Commits", "CreatedAt", "Deployment", "MarkerKey" },
                values: new object[] { 1, 0L, 0L, null, null, null });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseApiKeySlots_Account_EnvironmentId_Scope_ScopeGeneration",
                table: "CloudBaseApiKeySlots",
                columns: new[] { "Account", "EnvironmentId", "Scope", "ScopeGeneration" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseOperations_Account_CreatedAt_Id",
                table: "CloudBaseOperations",
                columns: new[] { "Account", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseOperations_Account_IsOpen_DueAt_Id",
                table: "CloudBaseOperations",
                columns: new[] { "Account", "IsOpen", "DueAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseOperations_Account_TenantHash_CreatedAt_Id",
                table: "CloudBaseOperations",
                columns: new[] { "Account", "TenantHash", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseTenants_Account_Alias",
                table: "CloudBaseTenants",
                columns: new[] { "Account", "Alias" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CloudBaseApiKeySlots");

            migrationBuilder.DropTable(
                name: "CloudBaseAudit");

            migrationBuilder.DropTable(
                name: "CloudBaseAuditCursors");

            migrationBuilder.DropTable(
                name: "CloudBaseBindings");

            migrationBuilder.DropTable(
                name: "CloudBaseJournal");

            migrationBuilder.DropTable(
                name: "CloudBaseOperations");

            migrationBuilder.DropTable(
                name: "CloudBaseStore");

            migrationBuilder.DropTable(
                name: "CloudBaseTenants");
        }
    }
}
