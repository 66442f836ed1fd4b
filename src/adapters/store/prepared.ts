import type { CompiledQuery, QueryResult } from "kysely";
import type { Db } from "./database.ts";

/** Stands, while a query is built, where a value goes. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A query of Kysely's, or SQL as text. */
interface Buildable<R> {
  compile(db: Db): CompiledQuery<R>;
}

/** What most looks of the loops ask for: so many of those that are due. */
export interface Due {
  readonly now: number;
  readonly limit: number;
}

/**
 * A query on one connection that is built when it is run first, and from then on run with other values: to build and compile
 * one costs several times what SQLite needs to run it. For those of every turn, click and look of the loops, and only where no
 * value changes the text.
 * @param build is handed a stand-in for each value, which goes into the query as it is and nowhere else
 */
export function prepared<V extends object, R>(
  db: Db,
  build: (db: Db, values: V) => Buildable<R>,
): (values: V) => Promise<QueryResult<R>> {
  let compiled: CompiledQuery<R> | null = null;
  const compile = (values: V) => {
    const slots = Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)])) as V;
    return build(db, slots).compile(db);
  };
  return (values) => {
    const query = (compiled ??= compile(values));
    const parameters = query.parameters.map((one) =>
      one instanceof Slot ? Reflect.get(values, one.name) : one,
    );
    return db.executeQuery({ ...query, parameters });
  };
}
