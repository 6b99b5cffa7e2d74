// Whether a text is plainly made of statements that read; in doubt it is not.
const HIDDEN = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"/g;
const READS = /^\s*(?:\(\s*)*(?:SELECT|VALUES|TABLE|WITH|EXPLAIN|SHOW)\b/i;
const LEAVES =
  /\b(?:INSERT|UPDATE|DELETE|MERGE|CREATE|INTO|\w*nextval|setval|set_config|setseed|lo_\w+|pg_\w+)\b|[$/\\]/i;
export const onlyReads = (text) => {
  const plain = text.replace(HIDDEN, " ");
  const statements = plain.split(";").filter((part) => part.trim());
  return statements.every((part) => READS.test(part)) && !LEAVES.test(plain);
};
