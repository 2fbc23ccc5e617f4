CREATE TABLE "posts" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "content" text NOT NULL,
  "platform" enum_text NOT NULL,
  "status" enum_text NOT NULL,
  "created_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" timestamp_with_timezone_text,
  "posted_at" timestamp_with_timezone_text
, "is_demo" boolean NOT NULL DEFAULT FALSE, "scheduled_at" timestamp_with_timezone_text, "external_id" varchar, "error_message" text, "user_id" integer REFERENCES "users" ("id") ON DELETE SET NULL);
CREATE TABLE "users" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "email" varchar NOT NULL,
  "name" varchar,
  "created_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP, "linkedin_sub" varchar, "profile_picture_url" varchar, "access_token" text, "refresh_token" text, "token_expires_at" timestamp_with_timezone_text, "last_login_at" timestamp_with_timezone_text,
  UNIQUE ("email")
);
CREATE TABLE "sessions" (
  "id" uuid_text NOT NULL PRIMARY KEY,
  "user_id" integer NOT NULL,
  "created_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" timestamp_with_timezone_text NOT NULL,
  FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx-sessions-expires_at" ON "sessions" ("expires_at");
CREATE TABLE "oauth_tokens" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "platform" enum_text NOT NULL,
  "access_token" text NOT NULL,
  "refresh_token" text,
  "expires_at" timestamp_with_timezone_text,
  "user_sub" varchar NOT NULL,
  "user_email" varchar,
  "created_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" timestamp_with_timezone_text
);
CREATE UNIQUE INDEX "idx-oauth_tokens-platform_user_sub" ON "oauth_tokens" ("platform", "user_sub");
CREATE INDEX "idx-posts-scheduled_at" ON "posts" ("scheduled_at");
CREATE UNIQUE INDEX "idx-users-linkedin_sub" ON "users" ("linkedin_sub");
CREATE TABLE "chat_messages" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "user_id" integer NOT NULL,
  "role" enum_text NOT NULL,
  "content" text NOT NULL,
  "created_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
