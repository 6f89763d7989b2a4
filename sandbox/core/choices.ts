/** For each setting that is one of a few values: all there are. */
export type Choices<Settings> = {
  [Name in keyof Settings as IsChoice<Settings[Name]> extends true ? Name : never]: readonly Settings[Name][];
};

/** Whether it's a union of literals, and not any string or number. */
type IsChoice<Value> = Value extends string | number
  ? string extends Value
    ? false
    : number extends Value
      ? false
      : true
  : false;
