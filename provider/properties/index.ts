export { changes, isFirstLook, isSame, propertiesToSend, reconcile } from "./compare";
export {
  boolean,
  choice,
  id,
  idSchema,
  item,
  map,
  object,
  positiveInteger,
  set,
  type TextLimits,
  text,
  version,
  wholeNumber,
} from "./kinds";
export type {
  Declaration,
  GivenValuesOf,
  Kind,
  Normalised,
  ObjectSchema,
  Properties,
  Property,
  Schema,
  ValuesOf,
  Variant,
} from "./types";
export { validate } from "./validate";
export { describe, isPresent, isRecord, isSameText } from "./values";
export { argumentsOf, changedOnWire, fromWire, toWire } from "./wire";
