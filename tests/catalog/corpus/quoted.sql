CREATE SCHEMA "My.Schema";
CREATE TYPE "My.Schema"."Mood!" AS ENUM ('a', 'B');
CREATE TABLE "My.Schema"."Table ""1""" (
    "Id" serial PRIMARY KEY, "user" text UNIQUE, "größe" "My.Schema"."Mood!" DEFAULT 'B',
    "a.b" integer CHECK ("a.b" > 0) REFERENCES "My.Schema"."Table ""1""", UPPER integer
);
CREATE INDEX ON "My.Schema"."Table ""1""" ("user", lower("user"));
CREATE VIEW "My.Schema"."V" AS SELECT "Id", "user" AS "Order" FROM "My.Schema"."Table ""1""";
CREATE FUNCTION "My.Schema"."F"("Arg" "My.Schema"."Mood!") RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE ROLE "My Role";
GRANT SELECT ("Id") ON "My.Schema"."Table ""1""" TO "My Role";
GRANT EXECUTE ON FUNCTION "My.Schema"."F"("My.Schema"."Mood!") TO "My Role";
CREATE POLICY "P 1" ON "My.Schema"."Table ""1""" TO "My Role" USING ("user" = 'x');
COMMENT ON COLUMN "My.Schema"."Table ""1"""."a.b" IS 'odd';
ALTER TABLE "My.Schema"."Table ""1""" RENAME COLUMN "a.b" TO "c.d";
ALTER TABLE "My.Schema"."Table ""1""" OWNER TO "My Role";
