import { isObject } from "./core/json";
import { defaultSettings, type Settings } from "./services";

/** The settings, with a refusal of misspelt ones: a test that sets nothing should say so. */
export class SettingsStore {
  current: Settings;
  private tell: (changed: Partial<Settings>) => void = () => {};

  constructor(private readonly initial: Settings) {
    this.current = structuredClone(initial);
  }

  onChange(tell: (changed: Partial<Settings>) => void): void {
    this.tell = tell;
  }

  /** Throws an Error that says what is wrong with them. */
  set(given: unknown): void {
    if (!isObject(given)) throw new Error("settings are an object");
    checkAgainst(defaultSettings() as unknown as Record<string, unknown>, given, "");
    const changed = given as Partial<Settings>;
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
