// SQL in the editor: its colours, and completion of the tables and columns of its data.
import { PostgreSQL, sql } from "./editor/codemirror-lang-sql.js";

export const language = (tables) => sql({ dialect: PostgreSQL, schema: tables, upperCaseKeywords: true });
