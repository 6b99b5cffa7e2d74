"""MODELS read in a process of their own: two versions of one module cannot be in one.

`reader` starts the process and hears its answer, `worker` is what runs there. `revision` lays the
files of a revision of git into a folder, for MODELS that begin with `git:`.
"""
