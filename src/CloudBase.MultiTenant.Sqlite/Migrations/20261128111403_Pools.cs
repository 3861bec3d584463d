using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBase.MultiTenant.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Pools : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Quota",
                table: "CloudBaseTenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Source",
                table: "CloudBaseTenants",
                type: "TEXT",
                unicode: false,
                maxLength: 32,
                nullable: false,
                defaultValue: "Create");

            migrationBuilder.AddColumn<string>(
                name: "Template",
                table: "CloudBaseTenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CloudBasePooledEnvironments",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    Pool = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    SubjectId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    SubjectEnvironment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    SubjectGeneration = table.Column<int>(type: "INTEGER", nullable: false),
                    EnvironmentId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: true),
                    Shape = table.Column<string>(type: "TEXT", nullable: false),
                    Template = table.Column<string>(type: "TEXT", nullable: true),
                    PaidUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    Generation = table.Column<int>(type: "INTEGER", nullable: true),
                    Fence = table.Column<long>(type: "INTEGER", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FilledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: true),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBasePooledEnvironments", x => new { x.Account, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseSandboxMembers",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: false),
                    Pool = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    SandboxId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 128, nullable: true),
                    TenantHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Environment = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: true),
                    Generation = table.Column<int>(type: "INTEGER", nullable: true),
                    Incarnation = table.Column<long>(type: "INTEGER", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    LeaseExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastActivityAt = table.Column<long>(type: "INTEGER", nullable: true),
                    StateSince = table.Column<long>(type: "INTEGER", nullable: false),
                    PausedBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseSandboxMembers", x => new { x.Account, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "CloudBaseSharedRecords",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", unicode: false, maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudBaseSharedRecords", x => new { x.Account, x.Kind, x.Name });
                });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBasePooledEnvironments_Account_EnvironmentId",
                table: "CloudBasePooledEnvironments",
                columns: new[] { "Account", "EnvironmentId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CloudBasePooledEnvironments_Due",
                table: "CloudBasePooledEnvironments",
                columns: new[] { "Account", "DueAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBasePooledEnvironments_Pool",
                table: "CloudBasePooledEnvironments",
                columns: new[] { "Account", "Pool", "State", "FilledAt", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseSandboxMembers_Due",
                table: "CloudBaseSandboxMembers",
                columns: new[] { "Account", "DueAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseSandboxMembers_Pool",
                table: "CloudBaseSandboxMembers",
                columns: new[] { "Account", "Pool", "State", "Template", "TenantHash", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudBaseSandboxMembers_Tenant",
                table: "CloudBaseSandboxMembers",
                columns: new[] { "Account", "TenantHash", "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CloudBasePooledEnvironments");

            migrationBuilder.DropTable(
                name: "CloudBaseSandboxMembers");

            migrationBuilder.DropTable(
                name: "CloudBaseSharedRecords");

            migrationBuilder.DropColumn(
                name: "Quota",
                table: "CloudBaseTenants");

            migrationBuilder.DropColumn(
                name: "Source",
                table: "CloudBaseTenants");

            migrationBuilder.DropColumn(
                name: "Template",
                table: "CloudBaseTenants");
        }
    }
}
