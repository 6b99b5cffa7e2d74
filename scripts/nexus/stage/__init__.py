"""The whole site as plain files, for another engine, and what follows after the build of any."""
