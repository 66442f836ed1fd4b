import { badRequest, type GraphFault } from "../errors.ts";

/** The query can't be read. Microsoft's sentence, as Graph hands on what the query engine says. */
export function syntaxFault(what: string): GraphFault {
  return badRequest(`${what}. Fix syntax errors in your query.`);
}

/** The query can be read, and means nothing. `where`: the operator that the engine names, or null. */
export function semanticFault(where: string | null, what: string): GraphFault {
  const operator = where === null ? "" : `'${where}' operator: `;
  return badRequest(`${operator}${what}. Fix semantic errors in your query.`);
}

/** A table or a column that isn't there, or not there for this caller: the engine makes no difference. */
export function unresolvedTable(where: string, name: string): GraphFault {
  return semanticFault(where, `Failed to resolve table or column expression named '${name}'`);
}

export function unresolvedScalar(where: string, name: string): GraphFault {
  return semanticFault(where, `Failed to resolve scalar expression named '${name}'`);
}
