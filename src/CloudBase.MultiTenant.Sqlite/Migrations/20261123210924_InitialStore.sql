CREATE TABLE IF NOT EXISTS "CloudBaseMigrations" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK_CloudBaseMigrations" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

CREATE TABLE "CloudBaseApiKeySlots" (
    "Account" TEXT NOT NULL,
    "EnvironmentId" TEXT NOT NULL,
    "Slot" INTEGER NOT NULL,
    "Scope" TEXT NOT NULL,
    "ScopeGeneration" INTEGER NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Environment" TEXT NOT NULL,
    "Generation" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "KeyName" TEXT NOT NULL,
    "KeyId" TEXT NULL,
    "ProtectedKey" TEXT NULL,
    "Owner" TEXT NOT NULL,
    "ClaimExpiresAt" INTEGER NOT NULL,
    "IssuedAt" INTEGER NULL,
    "ExpiresAt" INTEGER NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBaseApiKeySlots" PRIMARY KEY ("Account", "EnvironmentId", "Slot")
);

CREATE TABLE "CloudBaseAudit" (
    "Sequence" INTEGER NOT NULL CONSTRAINT "PK_CloudBaseAudit" PRIMARY KEY,
    "At" INTEGER NOT NULL,
    "Account" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Environment" TEXT NOT NULL,
    "Generation" INTEGER NOT NULL,
    "Operation" TEXT NULL,
    "Step" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "Outcome" TEXT NOT NULL,
    "Actor" TEXT NOT NULL,
    "RequestId" TEXT NULL,
    "Detail" TEXT NULL
);

CREATE TABLE "CloudBaseAuditCursors" (
    "Sink" TEXT NOT NULL CONSTRAINT "PK_CloudBaseAuditCursors" PRIMARY KEY,
    "Sequence" INTEGER NOT NULL
);

CREATE TABLE "CloudBaseBindings" (
    "Account" TEXT NOT NULL,
    "EnvironmentId" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Environment" TEXT NOT NULL,
    "Generation" INTEGER NOT NULL,
    "BoundAt" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBaseBindings" PRIMARY KEY ("Account", "EnvironmentId")
);

CREATE TABLE "CloudBaseJournal" (
    "Operation" TEXT NOT NULL,
    "Sequence" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Step" TEXT NOT NULL,
    "Attempt" INTEGER NOT NULL,
    "Data" TEXT NOT NULL,
    "Fence" INTEGER NOT NULL,
    "At" INTEGER NOT NULL,
    "Note" TEXT NULL,
    CONSTRAINT "PK_CloudBaseJournal" PRIMARY KEY ("Operation", "Sequence")
);

CREATE TABLE "CloudBaseOperations" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_CloudBaseOperations" PRIMARY KEY,
    "Kind" TEXT NOT NULL,
    "Account" TEXT NOT NULL,
    "TenantHash" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Environment" TEXT NOT NULL,
    "Generation" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "IsOpen" INTEGER NOT NULL,
    "IsFinal" INTEGER NOT NULL,
    "Input" TEXT NOT NULL,
    "Result" TEXT NOT NULL,
    "CurrentStep" TEXT NULL,
    "LeaseOwner" TEXT NULL,
    "LeaseFence" INTEGER NULL,
    "LeaseExpiresAt" INTEGER NULL,
    "Fence" INTEGER NOT NULL,
    "DueAt" INTEGER NOT NULL,
    "Deadline" INTEGER NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "CancelRequested" INTEGER NOT NULL,
    "Problem" TEXT NULL,
    "LastSequence" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "CompletedAt" INTEGER NULL,
    "Version" INTEGER NOT NULL
);

CREATE TABLE "CloudBaseStore" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_CloudBaseStore" PRIMARY KEY,
    "Deployment" TEXT NULL,
    "MarkerKey" TEXT NULL,
    "CreatedAt" INTEGER NULL,
    "Commits" INTEGER NOT NULL,
    "AuditSequence" INTEGER NOT NULL
);

CREATE TABLE "CloudBaseTenants" (
    "Account" TEXT NOT NULL,
    "TenantHash" TEXT NOT NULL,
    "Environment" TEXT NOT NULL,
    "Generation" INTEGER NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Alias" TEXT NOT NULL,
    "EnvironmentId" TEXT NULL,
    "State" TEXT NOT NULL,
    "Spec" TEXT NOT NULL,
    "Isolation" TEXT NOT NULL,
    "Marker" TEXT NOT NULL,
    "PaidUntil" INTEGER NULL,
    "CloudRenewsItself" INTEGER NOT NULL,
    "PurgeExpectedAt" INTEGER NULL,
    "CurrentOperation" TEXT NULL,
    "StateReason" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "PK_CloudBaseTenants" PRIMARY KEY ("Account", "TenantHash", "Environment", "Generation")
);

INSERT INTO "CloudBaseStore" ("Id", "AuditSequence", "Commits", "CreatedAt", "Deployment", "MarkerKey")
VALUES (1, 0, 0, NULL, NULL, NULL);
SELECT changes();


CREATE UNIQUE INDEX "IX_CloudBaseApiKeySlots_Account_EnvironmentId_Scope_ScopeGeneration" ON "CloudBaseApiKeySlots" ("Account", "EnvironmentId", "Scope", "ScopeGeneration");

CREATE INDEX "IX_CloudBaseOperations_Account_CreatedAt_Id" ON "CloudBaseOperations" ("Account", "CreatedAt", "Id");

CREATE INDEX "IX_CloudBaseOperations_Account_IsOpen_DueAt_Id" ON "CloudBaseOperations" ("Account", "IsOpen", "DueAt", "Id");

CREATE INDEX "IX_CloudBaseOperations_Account_TenantHash_CreatedAt_Id" ON "CloudBaseOperations" ("Account", "TenantHash", "CreatedAt", "Id");

CREATE UNIQUE INDEX "IX_CloudBaseTenants_Account_Alias" ON "CloudBaseTenants" ("Account", "Alias");

INSERT INTO "CloudBaseMigrations" ("MigrationId", "ProductVersion")
VALUES ('20261123210924_InitialStore', '10.0.12');
