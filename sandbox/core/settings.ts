import { isObject, type JsonObject } from "./json";

/** A setting with a few possible values, the default first. */
export class OneOf<Value> {
  constructor(readonly values: readonly Value[]) {}
}

export function oneOf<const Values extends readonly (string | number)[]>(...values: Values): OneOf<Values[number]> {
  return new OneOf(values);
}

/** Each setting's default, which also gives its type; or `oneOf` its possible values. */
export type SettingsDeclaration = Record<string, unknown>;

/** The values that a declaration allows. */
export type SettingsOf<Declaration> = {
  [Name in keyof Declaration]: Declaration[Name] extends OneOf<infer Value> ? Value : Declaration[Name];
};

/** The current settings. Refuses misspelt ones: a test whose setting does nothing should fail. */
export class SettingsStore<Settings extends object> {
  current: Settings;
  private readonly initial: Settings;
  private notify: (changed: Partial<Settings>) => void = () => {};

  /** Throws as `set` does. */
  constructor(
    private readonly declaration: SettingsDeclaration,
    given: Partial<Settings>,
  ) {
    this.initial = { ...this.defaults(), ...this.checked(given) };
    this.current = structuredClone(this.initial);
  }

  onChange(notify: (changed: Partial<Settings>) => void): void {
    this.notify = notify;
  }

  /** Throws an Error that says what is wrong with them. */
  set(given: unknown): void {
    const changed = this.checked(given);
    const before = { ...this.current } as JsonObject;
    const merged = Object.entries(changed).map(([name, value]) => {
      const isGroup = isObject(value) && isObject(before[name]);
      return [name, isGroup ? { ...(before[name] as object), ...value } : value];
    });
    this.current = { ...this.current, ...Object.fromEntries(merged) };
    this.notify(changed);
  }

  reset(): void {
    this.current = structuredClone(this.initial);
  }

  private defaults(): Settings {
    const defaults = Object.entries(this.declaration).map(([name, declared]) => [
      name,
      declared instanceof OneOf ? declared.values[0] : declared,
    ]);
    return structuredClone(Object.fromEntries(defaults)) as Settings;
  }

  private checked(given: unknown): Partial<Settings> {
    if (!isObject(given)) throw new Error("settings are an object");
    checkTypes(this.defaults() as JsonObject, given, "setting");
    for (const [name, declared] of Object.entries(this.declaration)) {
      if (!(declared instanceof OneOf) || given[name] === undefined || declared.values.includes(given[name])) continue;
      const values = declared.values.map((value) => JSON.stringify(value));
      throw new Error(`setting ${name} must be one of ${values.join(", ")}`);
    }
    return given as Partial<Settings>;
  }
}

/** Throws unless each of the values has a name and the type of one of the examples. `what` is what a message calls it. */
export function checkTypes(examples: JsonObject, given: JsonObject, what: string, within = ""): void {
  for (const [key, value] of Object.entries(given)) {
    const example = Object.hasOwn(examples, key) ? examples[key] : undefined;
    if (example === undefined) {
      throw new Error(`unknown ${what} ${within}${key}; valid ${what}s are ${Object.keys(examples).join(", ")}`);
    }
    if (typeName(value) !== typeName(example)) {
      throw new Error(`${what} ${within}${key}: expected ${typeName(example)}, got ${typeName(value)}`);
    }
    if (isObject(value) && isObject(example)) checkTypes(example, value, what, `${key}.`);
  }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "an object" : `a ${typeof value}`;
}
