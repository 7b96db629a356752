"""The pytest plug-in: the migrated database for tests of a project's own."""
