import pg from 'pg';

/** What a statement's rows are made of; null: it returns none. */
type Shape = Pick<Rows, 'fields' | '_parsers' | '_prebuiltEmptyResultObject'> | null;

/** The rows of one execution, as pg gathers them. */
interface Rows {
  fields: readonly unknown[];
  _parsers: readonly unknown[] | undefined;
  _prebuiltEmptyResultObject: object | null;
}

interface Line {
  describe(what: object): void;
}

/** A query of pg from within, which its types do not show; the version is pinned. */
interface Inside {
  name: string;
  readonly _result: Rows;
  _accumulateRows: boolean;
  callback: (error: Error | null, result: pg.QueryResult) => void;
  prepare(line: Line): void;
  handleRowDescription(message: object): void;
  handleReadyForQuery(line: Line): void;
}

const Query = pg.Query as unknown as new (text: string, values: readonly unknown[]) => Inside;

const shapes = new WeakMap<Line, Map<string, Shape>>();
/** The same connections, on which nothing is asked to be described. */
const undescribing = new WeakMap<Line, Line>();

function withoutDescriptions(line: Line): Line {
  let view = undescribing.get(line);
  if (view === undefined) {
    view = Object.assign(Object.create(line) as Line, { describe: () => undefined });
    undescribing.set(line, view);
  }
  return view;
}

/**
 * A prepared statement whose rows were described once on its connection is not described again: with every answer PostgreSQL
 * would write, and pg read, forty names and types of a case's columns, a sixth of the service's time. A description cannot
 * change under us: PostgreSQL refuses a plan whose result has ("cached plan must not change result type").
 */
class KnownStatement extends Query {
  private described: Shape = null;

  constructor(text: string, name: string, values: readonly unknown[], ended: Inside['callback']) {
    super(text, values);
    this.name = name;
    this.callback = ended;
  }

  override prepare(line: Line): void {
    const shape = shapes.get(line)?.get(this.name);
    if (shape === undefined) return super.prepare(line);
    if (shape !== null) Object.assign(this._result, shape);
    this._accumulateRows = true;
    super.prepare(withoutDescriptions(line));
  }

  override handleRowDescription(message: object): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    this.described = { fields, _parsers, _prebuiltEmptyResultObject };
  }

  override handleReadyForQuery(line: Line): void {
    const known = shapes.get(line) ?? new Map<string, Shape>();
    if (!known.has(this.name)) shapes.set(line, known.set(this.name, this.described));
    super.handleReadyForQuery(line);
  }
}

/** Runs a statement that is prepared once per connection under its name. */
export function runKnown(client: pg.ClientBase, statement: { readonly name: string; readonly text: string }, values: readonly unknown[]): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new KnownStatement(statement.text, statement.name, values, (error, result) => {
      if (error === null) return resolve(result);
      // The driver's stack ends at its socket; this one leads to who asked.
      Error.captureStackTrace(error);
      reject(error);
    });
    client.query(query as unknown as pg.Submittable);
  });
}
