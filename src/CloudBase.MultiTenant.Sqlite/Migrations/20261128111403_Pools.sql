ALTER TABLE "CloudBaseTenants" ADD "Quota" TEXT NULL;

ALTER TABLE "CloudBaseTenants" ADD "Source" TEXT NOT NULL DEFAULT 'Create';

ALTER TABLE "CloudBaseTenants" ADD "Template" TEXT NULL;

CREATE TABLE "CloudBasePooledEnvironments" (
    "Account" TEXT NOT NULL,
    "Id" TEXT NOT NULL,
    "Pool" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "SubjectId" TEXT NOT NULL,
    "SubjectEnvironment" TEXT NOT NULL,
    "SubjectGeneration" INTEGER NOT NULL,
    "EnvironmentId" TEXT NULL,
    "Shape" TEXT NOT NULL,
    "Template" TEXT NULL,
    "PaidUntil" INTEGER NULL,
    "TenantId" TEXT NULL,
    "Environment" TEXT NULL,
    "Generation" INTEGER NULL,
    "Fence" INTEGER NOT NULL,
    "Owner" TEXT NULL,
    "DueAt" INTEGER NOT NULL,
    "FilledAt" INTEGER NOT NULL,
    "Reason" TEXT NULL,
    "Data" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBasePooledEnvironments" PRIMARY KEY ("Account", "Id")
);

CREATE TABLE "CloudBaseSandboxMembers" (
    "Account" TEXT NOT NULL,
    "Id" TEXT NOT NULL,
    "Pool" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Template" TEXT NOT NULL,
    "Provider" TEXT NOT NULL,
    "SandboxId" TEXT NULL,
    "TenantHash" TEXT NULL,
    "TenantId" TEXT NULL,
    "Environment" TEXT NULL,
    "Generation" INTEGER NULL,
    "Incarnation" INTEGER NOT NULL,
    "Owner" TEXT NULL,
    "LeaseExpiresAt" INTEGER NULL,
    "DueAt" INTEGER NOT NULL,
    "LastActivityAt" INTEGER NULL,
    "StateSince" INTEGER NOT NULL,
    "PausedBytes" INTEGER NOT NULL,
    "Data" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBaseSandboxMembers" PRIMARY KEY ("Account", "Id")
);

CREATE TABLE "CloudBaseSharedRecords" (
    "Account" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Data" TEXT NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBaseSharedRecords" PRIMARY KEY ("Account", "Kind", "Name")
);

CREATE UNIQUE INDEX "IX_CloudBasePooledEnvironments_Account_EnvironmentId" ON "CloudBasePooledEnvironments" ("Account", "EnvironmentId");

CREATE INDEX "IX_CloudBasePooledEnvironments_Due" ON "CloudBasePooledEnvironments" ("Account", "DueAt", "Id");

CREATE INDEX "IX_CloudBasePooledEnvironments_Pool" ON "CloudBasePooledEnvironments" ("Account", "Pool", "State", "FilledAt", "CreatedAt", "Id");

CREATE INDEX "IX_CloudBaseSandboxMembers_Due" ON "CloudBaseSandboxMembers" ("Account", "DueAt", "Id");

CREATE INDEX "IX_CloudBaseSandboxMembers_Pool" ON "CloudBaseSandboxMembers" ("Account", "Pool", "State", "Template", "TenantHash", "CreatedAt", "Id");

CREATE INDEX "IX_CloudBaseSandboxMembers_Tenant" ON "CloudBaseSandboxMembers" ("Account", "TenantHash", "CreatedAt", "Id");

INSERT INTO "CloudBaseMigrations" ("MigrationId", "ProductVersion")
VALUES ('20261128111403_Pools', '10.0.12');
