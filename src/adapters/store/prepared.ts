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
 * A query that is built once for each connection, and from then on run with other values: to build and compile one costs
 * several times what SQLite needs to run it. For those of every turn and click, and only where no value changes the text.
 * @param build is handed a stand-in for each value, which goes into the query as it is and nowhere else
 */
export function prepared<V extends object, R>(
  build: (db: Db, values: V) => Compilable<R>,
): (db: Db, values: V) => Promise<QueryResult<R>> {
  const compiledFor = new WeakMap<Db, ReturnType<Compilable<R>["compile"]>>();
  return (db, values) => {
    let query = compiledFor.get(db);
    if (query === undefined) {
      const slots = Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)])) as V;
      query = build(db, slots).compile();
      compiledFor.set(db, query);
    }
    const parameters = query.parameters.map((one) =>
      one instanceof Slot ? Reflect.get(values, one.name) : one,
    );
    return db.executeQuery({ ...query, parameters });
  };
}
