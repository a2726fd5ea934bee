/** What `.env.example`, the error lines and `doctor` say about one environment variable. */
export interface VariableNote {
  /** What it is for, in the operator's words. */
  readonly about: string;
  /** What it may be, for the error line: "PORT:应为 1 到 65535 的整数". */
  readonly allowed: string;
  /** The default as a person would write it; left out when there is none. */
  readonly usual?: string;
  /** Also read from a file named by NAME_FILE; its value is never shown anywhere. */
  readonly secret?: true;
}

export interface Variable extends VariableNote {
  readonly name: string;
}

const declared = new Map<object, Variable[]>();

/** Declares a property of the environment class as a variable; the order of declaration is the order of `.env.example`. */
export function EnvironmentVariable(note: VariableNote): PropertyDecorator {
  return (target, property) => {
    const known = declared.get(target.constructor) ?? [];
    declared.set(target.constructor, [...known, { ...note, name: String(property) }]);
  };
}

export function variablesOf(environment: object): readonly Variable[] {
  return declared.get(environment) ?? [];
}
