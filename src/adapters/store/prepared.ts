import type { Compilable, QueryResult } from "kysely";
import type { Db } from "./database.ts";

/** Stands, while a query is built, where a value goes. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query on one connection that is built when it is run first, and from then on run with other values: to build and compile
 * one costs several times what SQLite needs to run it. For those of every turn and click, and only where no value changes the
 * text.
 * @param build is handed a stand-in for each value, which goes into the query as it is and nowhere else
 */
export function prepared<V extends object, R>(
  db: Db,
  build: (db: Db, values: V) => Compilable<R>,
): (values: V) => Promise<QueryResult<R>> {
  let compiled: ReturnType<Compilable<R>["compile"]> | null = null;
  const compile = (values: V) => {
    const slots = Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)])) as V;
    return build(db, slots).compile();
  };
  return (values) => {
    const query = (compiled ??= compile(values));
    const parameters = query.parameters.map((one) =>
      one instanceof Slot ? Reflect.get(values, one.name) : one,
    );
    return db.executeQuery({ ...query, parameters });
  };
}
