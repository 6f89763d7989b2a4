import { isObject } from "./core/json";
import { defaultSettings, type Settings, settingChoices } from "./services";

/** The settings, with a refusal of misspelt ones: a test that sets nothing should say so. */
export class SettingsStore {
  current: Settings;
  private readonly initial: Settings;
  private tell: (changed: Partial<Settings>) => void = () => {};

  /** Throws as `set` does. */
  constructor(given: Partial<Settings>) {
    this.initial = defaultSettings();
    Object.assign(this.initial, checked(given));
    this.current = structuredClone(this.initial);
  }

  onChange(tell: (changed: Partial<Settings>) => void): void {
    this.tell = tell;
  }

  /** Throws an Error that says what is wrong with them. */
  set(given: unknown): void {
    const changed = checked(given);
    this.current = {
      ...this.current,
      ...changed,
      rateLimit: { ...this.current.rateLimit, ...changed.rateLimit },
    };
    this.tell(changed);
  }

  reset(): void {
    this.current = structuredClone(this.initial);
  }
}

function checked(given: unknown): Partial<Settings> {
  if (!isObject(given)) throw new Error("settings are an object");
  checkAgainst(defaultSettings() as unknown as Record<string, unknown>, given, "");
  for (const [name, values] of Object.entries<readonly unknown[]>(settingChoices)) {
    if (given[name] !== undefined && !values.includes(given[name])) {
      throw new Error(`setting ${name} must be one of ${values.map((value) => JSON.stringify(value)).join(", ")}`);
    }
  }
  return given as Partial<Settings>;
}

function checkAgainst(example: Record<string, unknown>, given: Record<string, unknown>, within: string): void {
  for (const [key, value] of Object.entries(given)) {
    const expected = Object.hasOwn(example, key) ? example[key] : undefined;
    if (expected === undefined)
      throw new Error(`no setting ${within}${key}; there are: ${Object.keys(example).join(", ")}`);
    if (typeof value !== typeof expected || Array.isArray(value) !== Array.isArray(expected)) {
      throw new Error(`setting ${within}${key} must be of the same type as ${JSON.stringify(expected)}`);
    }
    if (isObject(value)) checkAgainst(expected as Record<string, unknown>, value, `${key}.`);
  }
}
