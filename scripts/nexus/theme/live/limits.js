// How long one example may run, in seconds: a page ends what takes longer, and a build does not offer it.
export const SECONDS = 30;
